import { compile } from '../../compiler/zzi.ts';
import { writeFileSync, readFileSync } from 'node:fs';
const t0=performance.now();
const text=readFileSync(process.argv[2],'utf8');
const r=await compile({path:process.argv[2],text},{layout:process.argv[3] as any});
console.log(r.diagnostics.map(d=>d.code+' '+d.message));
console.log(r.module?.code); console.error(performance.now()-t0);
