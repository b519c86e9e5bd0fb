/** A wrong spec, its place marked with « and », and the code and message that it gives. */
export type Row = readonly [code: string, spec: string, message?: RegExp];
