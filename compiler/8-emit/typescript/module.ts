// A TypeScript module as a value: what `emit-module.ts` builds and two printers write. Types, bodies and values
// are TypeScript text; names are valid identifiers, or property keys as text.

export interface Module {
  /** The first line, without its comment marker. */
  readonly header: string;
  readonly imports: readonly Import[];
  readonly statements: readonly Statement[];
}

export interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
  readonly names: readonly string[];
}

export type Statement = InterfaceStatement | ConstantStatement | CodeStatement | ExportStatement;

export interface InterfaceStatement {
  readonly kind: 'interface';
  readonly name: string;
  /** Escaped already, without comment markers; null for none. */
  readonly doc: string | null;
  readonly extends: readonly string[];
  readonly properties: readonly Property[];
}

export interface Property {
  /** As it stands in an interface: an identifier or a quoted text. */
  readonly key: string;
  readonly optional: boolean;
  readonly type: string;
  readonly doc: string | null;
}

export interface ConstantStatement {
  readonly kind: 'constant';
  readonly name: string;
  readonly doc: string | null;
  readonly exported: boolean;
  /** Null: inferred. */
  readonly type: string | null;
  readonly value: string;
}

/** Whole declarations, as text: the kernels. */
export interface CodeStatement {
  readonly kind: 'code';
  readonly text: string;
}

/** `export { local as exported }`, for names that no declaration can have. */
export interface ExportStatement {
  readonly kind: 'export';
  readonly local: string;
  readonly exported: string;
}
