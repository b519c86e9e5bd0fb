// Vega writes each point of a scatter plot as a path with 17 digits and all its properties: 170 bytes. Here they become
// circles with two decimals, properties that neighbours share written once.

/** The same picture in fewer bytes; what has another form than expected stays as it is. */
export function compactSvg(svg: string): string {
  return shareProperties(roundNumbers(svg));
}

/** A hundredth of a point is not seen. Texts stay: only what stands inside tags is touched. */
function roundNumbers(svg: string): string {
  return svg.replace(/<[^>]*>/g, (tag) =>
    tag.replace(/(?<![\d.])(-?\d+\.\d\d)\d+(e-\d+)?/g, (_, short: string, exponent: string | undefined) =>
      exponent === undefined ? short.replace(/\.?0+$/, '') : '0',
    ),
  );
}

const number = '-?[\\d.]+';
// A circle about the origin, moved to its place: `M2,0A2,2,0,1,1,-2,0A2,2,0,1,1,2,0`.
const point = `<path transform="translate\\((${number}),(${number})\\)" d="M(${number}),0A[^"]*" fill="([^"]*)"([^>]*)/>`;
const points = new RegExp(
  `(?:<path transform="translate\\(${number},${number}\\)" d="M${number},0A[^"]*"[^>]*/>)+`,
  'g',
);

function shareProperties(svg: string): string {
  return svg.replace(points, (run) => {
    const found = [...run.matchAll(new RegExp(point, 'g'))];
    const [first] = found;
    const rest = first?.[5] ?? '';
    const whole = found.reduce((length, [text]) => length + text.length, 0);
    if (first === undefined || whole !== run.length || found.some((match) => match[5] !== rest)) return run;
    // Opacity of a group would be that of the group as one picture.
    const shared = rest.trim().replace(/(?<!-)\bopacity="/, 'fill-opacity="');
    const usual = first[4] ?? '';
    const circles = found.map(([, x = '', y = '', radius = '', fill = '']) => {
      const own = fill === usual ? '' : ` fill="${fill}"`;
      return `<circle cx="${x}" cy="${y}" r="${radius}"${own}/>`;
    });
    return `<g fill="${usual}" ${shared}>${circles.join('')}</g>`;
  });
}
