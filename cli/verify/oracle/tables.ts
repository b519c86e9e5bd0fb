// A function of what is hidden as a tree of what it reads: the site that it reads first, and what follows for each of its levels.
// It is tried at all of them, so what it depends on is seen rather than worked out.

import { listened, type Site, type Sites } from './sites.ts';

export type Table = Leaf | Branch;

export interface Leaf {
  readonly value: number;
  /** Levels of the sites that were read, which lead here. */
  readonly reads: readonly { readonly site: Site; readonly level: number }[];
  /** Posterior probability of these levels, once it is added up. */
  weight: number;
}

export interface Branch {
  readonly site: Site;
  readonly byLevel: readonly Table[];
}

/** `f` reads sites without a level by `readSites`. */
export function tableOf(f: () => number, sites: Sites, reads: Leaf['reads'] = []): Table {
  const { value, asked } = listened(sites, f);
  return asked === null ? { value, reads, weight: 0 } : branchOf(asked, f, sites, reads);
}

function branchOf(site: Site, f: () => number, sites: Sites, reads: Leaf['reads']): Branch {
  const byLevel = Array.from({ length: site.levels }, (_, level) => {
    site.level = level;
    return tableOf(f, sites, [...reads, { site, level }]);
  });
  site.level = null;
  return { site, byLevel };
}

/** At the present levels. */
export function leafOf(table: Table): Leaf {
  let part = table;
  while ('site' in part) {
    const next: Table | undefined = part.byLevel[part.site.level ?? Number.NaN];
    if (next === undefined) throw new Error(`${part.site.variable} has no level`);
    part = next;
  }
  return part;
}

export function leavesOf(table: Table): readonly Leaf[] {
  return 'site' in table ? table.byLevel.flatMap(leavesOf) : [table];
}

export function scopeOf(table: Table): ReadonlySet<Site> {
  const scope = new Set<Site>();
  const visit = (part: Table): void => {
    if (!('site' in part)) return;
    scope.add(part.site);
    part.byLevel.forEach(visit);
  };
  visit(table);
  return scope;
}
