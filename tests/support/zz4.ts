import fc from 'fast-check';
import { analyse } from '../../compiler/pipeline.ts';
import { lowerDerivation } from '../../compiler/5-lower/lower.ts';
import { bruteForce } from './brute-force.ts';
import { bindArrays, elementCount } from './bind-arrays.ts';
import { checkFisher, checkStep, checkQueries } from './zzcheck.ts';
import { referenceKernels } from './reference-kernels.ts';
import { buildModel, recipes } from './random-model.ts';
const N = Number(process.argv[2] ?? 50), seed = Number(process.argv[3] ?? 1);
const kinds = new Map<string, {n:number, ex:string}>();
const note=(k:string, ex:string)=>{const e=kinds.get(k); if(e) {e.n++; if (ex.length<e.ex.length) e.ex=ex;} else kinds.set(k,{n:1,ex});};
let ok=0, judged=0; const times={q:0,f:0,s:0};
function directions() { let state = 12345; return () => { state = (state * 1103515245 + 12345) % 2147483648; const unit = state / 2147483648; return unit < 0.5 ? -0.5 - 2 * unit : 0.5 + 2 * (unit - 0.5); }; }
for (const r of fc.sample(recipes, {numRuns: N, seed})) {
  const m = buildModel(r);
  try {
  const a = analyse({path:'random.gen', text:m.text});
  const errs=a.diagnostics.filter(d=>d.severity==='error');
  if (errs.length) { note('diag '+errs[0].code+' '+errs[0].message.replace(/`[^`]*`/g,'_'), m.text+errs.map(e=>e.message+' '+e.why).join('\n')); continue; }
  let low; try { low = lowerDerivation(a.derivations[0]); } catch(e) { continue; }
  const problem = { model: a.models[0], sizes: m.sizes, hyper: m.hyper, data: m.data };
  const { sizes, arrays } = bindArrays(problem, m.params);
  const reference=referenceKernels(low);
  const definition:any={name:'Random', variables: a.derivations[0].model.variables, plates:a.derivations[0].model.plates, latents:low.derivation.latents, ...reference};
  for (const array of definition.kernels.expectation.inputs) if (array.name.startsWith('center.')) arrays[array.name] = new Float64Array(elementCount(array, sizes)).fill(0.3);
  const it:any={reference, definition, problem, params:m.params, sizes, arrays, truth: bruteForce(problem,m.params)};
  let t=performance.now();
  checkFisher(it, directions()); times.f+=performance.now()-t; t=performance.now();
  judged+=checkStep(it, directions())?1:0; times.s+=performance.now()-t;
  ok++;
  } catch(e:any) { note(e.message.replace(/-?[\d.]+(e-?\d+)?/g,'#').slice(0,100)+(e.message.startsWith('internal')||e instanceof TypeError?e.stack.split('\n').slice(1,5).join('\n'):''), m.text+'\n'+e.message+JSON.stringify(m.data).slice(0,600)+JSON.stringify(m.params)); }
}
console.log('ok',ok,judged,times);
for (const [k,v] of [...kinds].sort((a,b)=>b[1].n-a[1].n)) console.log('\n#####',v.n,k,'\n',v.ex);
