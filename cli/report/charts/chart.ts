// A Vega-Lite specification as plain data. The library types only whole charts, not the parts they are made of,
// so parts are built untyped here and handed over in `render-chart.ts`.

export type Chart = Readonly<Record<string, unknown>>;
