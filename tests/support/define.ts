// Short ways to write model definitions by hand, for tests of the runtime without the compiler.

import type {
  ArrayDefinition,
  KernelDefinition,
  Arrays,
  SizeFunction,
  Sizes,
  StatisticAxis,
  TypeDefinition,
  VariableDefinition,
} from '../../runtime/model/definition.ts';

export const symbol =
  (name: string): SizeFunction =>
  (sizes) =>
    sizes[name] ?? Number.NaN;

export const f64 = (name: string, ...shape: SizeFunction[]): ArrayDefinition => ({
  name,
  dtype: 'f64',
  shape,
});
export const i32 = (name: string, ...shape: SizeFunction[]): ArrayDefinition => ({
  name,
  dtype: 'i32',
  shape,
});

export const kernel = (
  inputs: readonly ArrayDefinition[],
  outputs: readonly ArrayDefinition[],
  run: (sizes: Sizes) => (inputs: Arrays, outputs: Arrays) => void,
): KernelDefinition => ({
  inputs,
  outputs,
  // All sizes come with each run, those of the model too.
  make: () => (given, results, sizes) => {
    run(sizes)(given, results);
  },
});

export const realType: TypeDefinition = {
  element: 'real',
  levels: null,
  levelsDim: null,
  shape: [],
  shapeDims: [],
  text: 'real',
  structure: null,
  lower: null,
  upper: null,
};

const above0 = { value: 0, open: true };

export const types = {
  real: (text: string, ...shape: SizeFunction[]): TypeDefinition => sized({ ...realType, text }, shape),
  positive: (text: string, ...shape: SizeFunction[]): TypeDefinition =>
    sized({ ...realType, text, lower: above0 }, shape),
  simplex: (text: string, ...shape: SizeFunction[]): TypeDefinition =>
    sized(
      {
        ...realType,
        text,
        structure: 'simplex',
        lower: { value: 0, open: false },
        upper: { value: 1, open: false },
      },
      shape,
    ),
  covariance: (text: string, ...shape: SizeFunction[]): TypeDefinition =>
    sized({ ...realType, text, structure: 'covariance' }, shape),
  count: (text: string, ...shape: SizeFunction[]): TypeDefinition =>
    sized({ ...realType, text, element: 'int', lower: { value: 0, open: false } }, shape),
  bool: (text: string, ...shape: SizeFunction[]): TypeDefinition =>
    sized({ ...realType, text, element: 'bool' }, shape),
  category: (text: string, levels: SizeFunction, ...shape: SizeFunction[]): TypeDefinition =>
    sized({ ...realType, text, element: 'category', levels }, shape),
};

function sized(type: TypeDefinition, shape: readonly SizeFunction[]): TypeDefinition {
  return { ...type, shape, shapeDims: shape.map(() => null) };
}

/** The type with these axes decided by the data. */
export const withDims = (type: TypeDefinition, ...shapeDims: (string | null)[]): TypeDefinition => ({
  ...type,
  shapeDims,
});

export const variable = (
  role: VariableDefinition['role'],
  name: string,
  type: TypeDefinition,
  plate: string | null = null,
): VariableDefinition => ({
  role,
  name,
  type,
  plate,
  optional: false,
  missingTogether: 0,
  isLeaf: true,
  place: `test.gen:${name}`,
});

export const axis = (kind: StatisticAxis['kind'], name: string, size: SizeFunction): StatisticAxis => ({
  kind,
  variable: name,
  size,
});
