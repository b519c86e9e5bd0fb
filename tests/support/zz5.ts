import { analyse } from '../../compiler/pipeline.ts';
import { lowerDerivation } from '../../compiler/5-lower/lower.ts';
import { explainDerivation } from '../../compiler/4-plan/explain.ts';
import { printProgram } from '../../compiler/ir/print.ts';
import { referenceKernels } from './reference-kernels.ts';
import { bindArrays } from './bind-arrays.ts';
import { allocate } from './bind-arrays.ts';
import { maximiseByLbfgs } from '../../runtime/inference/lbfgs.ts';
const text=`model Random {
  param p3: real[3]
  observe x2: bool[3] ~ Bernoulli(logits: p3)
}`;
const a=analyse({path:'r.gen',text}); console.log(a.diagnostics.map(d=>d.message));
const d=a.derivations[0]; console.log(explainDerivation(d));
const low=lowerDerivation(d);
const k=referenceKernels(low);
for (const b of low.blocks) if (b.solver.kind==='gradient') console.log(printProgram(b.solver.objective));
console.log(printProgram(low.programs.expectation));
const problem={model:a.models[0], sizes:{}, hyper:{}, data:{x2:[0,1,1]}};
const {sizes,arrays}=bindArrays(problem,{p3:[-1.18,-0.26,1.17]});
const ex:any=allocate(k.kernels.expectation.outputs,sizes); k.kernels.expectation.make(sizes)(arrays,ex); console.log(ex);
const s:any=k.blocks[0].solver;
const f=s.objective.make(sizes);
console.log(maximiseByLbfgs((p:any)=>{ const o:any=allocate(s.objective.outputs,sizes); f({...arrays,...ex,'free.p3':p},o); console.log(p, o); return {value:o.value[0], gradient:o['gradient.p3']}; }, Float64Array.of(-1.18,-0.26,1.17), {iterations:1000,tolerance:1e-13}));
