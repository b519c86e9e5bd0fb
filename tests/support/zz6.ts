import { compile } from '../../compiler/index.ts';
import { readFileSync } from 'node:fs';
import { typeErrors } from './type-check.ts';
const files:any={};
for (const p of process.argv.slice(2)) { const r=await compile({path:p,text:readFileSync(p,'utf8')},{layout:'plain'}); if(!r.module) console.log(r.diagnostics); else files['tests/unit/8-emit/'+p.split('/').at(-1)+'.ts']=r.module.code; }
const t=performance.now();
const e=typeErrors(files); console.log(e.length, e.slice(0,30).join('\n')); console.log(performance.now()-t);
