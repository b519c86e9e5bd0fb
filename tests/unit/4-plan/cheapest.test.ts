import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cheapestOf } from '../../../compiler/4-plan/eliminate/cheapest.ts';

test('takes what a search through all would take, while costs change', () => {
  const moves = fc.array(fc.tuple(fc.nat(9), fc.nat(5)), { maxLength: 30 });
  fc.assert(
    fc.property(fc.array(fc.nat(5), { minLength: 1, maxLength: 10 }), moves, (first, changes) => {
      const names = first.map((_, index) => `v${String(index)}`);
      const costs = new Map(names.map((name, index) => [name, first[index] ?? 0]));
      const cheapest = cheapestOf(names, (name) => costs.get(name) ?? 0);
      for (const [index, cost] of changes) {
        const name = `v${String(index)}`;
        expect(cheapest.has(name)).toBe(costs.has(name));
        if (costs.has(name)) {
          costs.set(name, cost);
          cheapest.set(name, cost);
        }
        if (cost !== 0) continue;
        const least = names
          .filter((each) => costs.has(each))
          .sort((a, b) => (costs.get(a) ?? 0) - (costs.get(b) ?? 0));
        expect(cheapest.take()).toBe(least[0] ?? null);
        costs.delete(least[0] ?? '');
      }
    }),
  );
});
