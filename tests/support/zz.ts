import fc from 'fast-check';
import { analyse } from '../../compiler/pipeline.ts';
import { lowerDerivation } from '../../compiler/5-lower/lower.ts';
import { optimizeModel } from '../../compiler/7-optimize/optimize-model.ts';
import { evaluate } from '../../compiler/ir/evaluate.ts';
import { bruteForce, logJointOf } from './brute-force.ts';
import { bindArrays, nestRows } from './bind-arrays.ts';
import { flatten } from './nested.ts';
import { buildModel, recipes } from './random-model.ts';
const N = Number(process.argv[2] ?? 50), seed = Number(process.argv[3] ?? 1);
const kinds = new Map<string, {n:number, ex:string}>();
const note=(k:string, ex:string)=>{const e=kinds.get(k); if(e) {e.n++; if (ex.length<e.ex.length) e.ex=ex;} else kinds.set(k,{n:1,ex});};
let ok=0; const times={an:0, lower:0, ev:0, brute:0};
for (const r of fc.sample(recipes, {numRuns: N, seed})) {
  const m = buildModel(r);
  let t=performance.now();
  try {
  const a = analyse({path:'random.gen', text:m.text});
  times.an+=performance.now()-t; t=performance.now();
  const errs=a.diagnostics.filter(d=>d.severity==='error');
  if (errs.length) { note('diag '+errs[0].code+' '+errs[0].message.replace(/`[^`]*`/g,'_'), m.text+errs.map(e=>e.message+' '+e.why).join('\n')); continue; }
  const low = lowerDerivation(a.derivations[0]);
  times.lower+=performance.now()-t; t=performance.now();
  const problem = { model: a.models[0], sizes: m.sizes, hyper: m.hyper, data: m.data };
  const { sizes, arrays } = bindArrays(problem, m.params);
  const truth = bruteForce(problem, m.params);
  times.brute+=performance.now()-t; t=performance.now();
  const close=(w:string,x:ArrayLike<number>|undefined,y:number[])=>{ if(!x||x.length!==y.length) throw new Error(w+' length'); y.forEach((v,i)=>{ if(!(Math.abs(x[i]-v)<=1e-9*Math.max(1,Math.abs(v)) || x[i]===v)) throw new Error(`${w} ${i}: ${x[i]} vs ${v}`)}); };
  for (const [w,lowered] of [['raw',low],['opt',optimizeModel(low,{checked:true,dump:()=>{}})]] as const) {
  const run=(p:any)=>{ const inputs:any={}; for(const [k,d] of Object.entries(arrays)) inputs[k]={data:d}; for (const i of p.inputs) if (i.name.startsWith('center.')) { const n=i.type.axes.reduce((q:number,ax:any)=>q*(Number(ax.size.key)||sizes[ax.size.key]),1); inputs[i.name]={data:new Float64Array(n).fill(0.3)}; } return evaluate(p, inputs, sizes); };
  const p=lowered.programs;
  const s=run(p.score);
  close(w+' logLik', s.logLikelihood, [truth.logLikelihood]);
  if (truth.rows) for (const [k,v] of Object.entries(truth.rows)) { if (s['rows.'+k] || v.length) close(w+' rows', s['rows.'+k], [...v]); }
  close(w+' expectation logLik', run(p.expectation).logLikelihood, [truth.logLikelihood]);
  if (p.logPrior) close(w+' prior', run(p.logPrior).logPrior, [truth.logPrior]); else close('prior',[0],[truth.logPrior]);
  const post=run(p.posterior), dec=run(p.decode);
  const conf:any={};
  for (const v of problem.model.variables) if (v.role==='latent') { close(w+' posterior', post['posterior.'+v.name], flatten(truth.marginals[v.name])); conf[v.name]=nestRows(problem,v.plate,dec['decode.'+v.name],[]); }
  close(w+' logJoint', dec.logJoint, [truth.bestLogJoint]);
  close(w+' decoded', [logJointOf(problem,m.params,conf)], [truth.bestLogJoint]);
  }
  times.ev+=performance.now()-t; t=performance.now();
  ok++;
  } catch(e:any) { note(e.message.replace(/-?[\d.e-]+/g,'#').slice(0,100)+(e.message.startsWith('internal')||e instanceof TypeError?e.stack.split('\n').slice(1,5).join('\n'):''), m.text+'\n'+e.message+JSON.stringify(m.data).slice(0,300)); }
}
console.log('ok',ok,times);
for (const [k,v] of [...kinds].sort((a,b)=>b[1].n-a[1].n)) console.log('\n#####',v.n,k,'\n',v.ex);
