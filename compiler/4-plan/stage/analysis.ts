// All that the rules find out about a model, before one is taken.

import type { CheckedModel } from '../../3-check/model.ts';
import { affinityOf } from './affine.ts';
import { componentsOf, type Component } from './components.ts';
import { conjugateObstacle } from './conjugate.ts';
import { summingObstacle } from './finite.ts';
import { gaussianObstacle } from './gaussian.ts';
import { drawingObstacle } from './implicit.ts';
import type { Blocker, EliminationObstacle } from './obstacle.ts';
import { smoothnessObstacle } from './smooth.ts';
import { structureOf, type Structure } from './structure.ts';

export interface Analysis {
  readonly structure: Structure;
  /** Continuous hidden variables, by what is eliminated together. */
  readonly components: readonly AnalysedComponent[];
  /** The one that a variable belongs to. */
  readonly componentOf: ReadonlyMap<string, AnalysedComponent>;
  /** Against summing out what is not continuous. */
  readonly summing: Blocker | null;
  /** Against gradients in the continuous ones. */
  readonly smoothness: Blocker | null;
  /** Against comparing draws with data; null also where nothing is implicit. */
  readonly drawing: Blocker | null;
}

export interface AnalysedComponent extends Component {
  readonly gaussian: EliminationObstacle | null;
  /** Asked where the Gaussian rule does not serve. */
  readonly conjugate: EliminationObstacle | null;
}

export function analyseModel(model: CheckedModel): Analysis {
  const structure = structureOf(model);
  const continuous = new Set(
    [...structure.hidden.values()]
      .filter(({ kind, barren }) => kind === 'continuous' && !barren)
      .map(({ variable }) => variable.name),
  );
  const affinity = affinityOf(model, structure.reads, (name) => continuous.has(name));
  const components = componentsOf(structure).map((component) => ({
    ...component,
    gaussian: gaussianObstacle(structure, affinity, component),
    conjugate: conjugateObstacle(structure, affinity, component),
  }));
  return {
    structure,
    components,
    componentOf: new Map(
      components.flatMap((component) => [...component.names].map((name) => [name, component] as const)),
    ),
    summing: summingObstacle(structure),
    smoothness: smoothnessObstacle(structure, affinity),
    drawing: drawingObstacle(structure),
  };
}
