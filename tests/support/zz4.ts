import fc from 'fast-check';
import { checkFisher, checkStep, checkQueries, compileCase } from './zzcheck.ts';
import { buildModel, recipes } from './random-model.ts';
const N = Number(process.argv[2] ?? 50), seed = Number(process.argv[3] ?? 1);
const kinds = new Map<string, {n:number, ex:string}>();
const note=(k:string, ex:string)=>{const e=kinds.get(k); if(e) {e.n++; if (ex.length<e.ex.length) e.ex=ex;} else kinds.set(k,{n:1,ex});};
let ok=0, judged=0; const times:any={};
function directions() { let state = 12345; return () => { state = (state * 1103515245 + 12345) % 2147483648; const unit = state / 2147483648; return unit < 0.5 ? -0.5 - 2 * unit : 0.5 + 2 * (unit - 0.5); }; }
const timed=async (k:string,f:()=>any)=>{const t=performance.now(); try { return await f(); } finally { times[k]=(times[k]??0)+performance.now()-t; }};
const slow:any[]=[];
for (const r of fc.sample(recipes, {numRuns: N, seed})) {
  const m = buildModel(r); const t0=performance.now();
  try {
  const it = await timed('compile',()=>compileCase(m));
  await timed('queries',()=>checkQueries(it));
  await timed('fisher',()=>checkFisher(it, directions()));
  judged+=await timed('step',()=>checkStep(it, directions()))?1:0;
  ok++;
  } catch(e:any) { note(e.message.replace(/-?\d[\d.]*(e-?\d+)?/g,'#').slice(0,100)+(!/^(Q |slope|refer|compiled|[EW]\d)/.test(e.message)?e.stack.split('\n').slice(1,5).join('\n'):''), m.text+'\n'+e.message+JSON.stringify(m.data).slice(0,600)+JSON.stringify(m.params)); }
  slow.push([performance.now()-t0,m.text]);
}
console.log('ok',ok,judged,times); slow.sort((a,b)=>b[0]-a[0]); console.log(slow.slice(0,3).map(s=>s[0]));
for (const [k,v] of [...kinds].sort((a,b)=>b[1].n-a[1].n)) console.log('\n#####',v.n,k,'\n',v.ex);
