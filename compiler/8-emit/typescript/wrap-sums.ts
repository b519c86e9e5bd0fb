// Breaks lines too long to read: an assignment of a sum gets a line for each of its terms, as prettier would lay
// it out. Other lines are short by the way they are written.

const widest = 110;

export function wrapSums(line: string): string {
  if (line.length <= widest) return line;
  const start = /^(\s*)\S.*? \+?= /.exec(line);
  if (start === null) return line;
  const [head, indent = ''] = start;
  const terms = topLevelTerms(line.slice(head.length));
  if (terms.length < 2) return line;
  return `${head.trimEnd()}\n${terms.map((term) => `${indent}  ${term}`).join(' +\n')}`;
}

/** Split at each ` + ` that no bracket encloses; a choice `a ? b : c` at the top is one term with what follows. */
function topLevelTerms(sum: string): readonly string[] {
  const terms: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < sum.length; i += 1) {
    const character = sum[i] ?? '';
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    else if (depth === 0 && '?<>&|'.includes(character)) return [sum];
    else if (depth === 0 && sum.startsWith(' + ', i)) {
      terms.push(sum.slice(from, i));
      from = i + 3;
    }
  }
  return [...terms, sum.slice(from)];
}
