// The public data sets that the examples use. None of them is part of this package: they are looked for on this
// machine, or fetched from the repository named here, and recognised by their sha256.

export interface DataSet {
  readonly name: string;
  readonly description: string;
  /** Below a data folder. */
  readonly file: string;
  readonly sha256: string;
  /** Where it can be downloaded; tried in order. */
  readonly urls: readonly string[];
  readonly source: string;
}

const rdatasets = (path: string): readonly string[] =>
  // The commit that the checksum was taken from, then the present state.
  ['1dcc2bf5f955', 'master'].map(
    (version) => `https://raw.githubusercontent.com/vincentarelbundock/Rdatasets/${version}/csv/${path}`,
  );

export const dataSets: readonly DataSet[] = [
  {
    name: 'faithful',
    description:
      '272 eruptions of the Old Faithful geyser: eruptions (minutes), waiting (minutes to the next one)',
    file: 'faithful/faithful.csv',
    sha256: '5043db1e2c51c8e8fd67e0868c768ae589770cc76ad0ac0c5b7afd1fca31fc57',
    urls: rdatasets('datasets/faithful.csv'),
    source: 'R package datasets, by way of github.com/vincentarelbundock/Rdatasets (GPL-3)',
  },
  {
    name: 'iris',
    description: '150 iris flowers: Sepal.Length, Sepal.Width, Petal.Length, Petal.Width (cm), Species',
    file: 'iris/iris.csv',
    sha256: '398fadb8f48750d386d670e0b15c65944919682373bcaba59650c33eb5474362',
    urls: rdatasets('datasets/iris.csv'),
    source: 'R package datasets, by way of github.com/vincentarelbundock/Rdatasets (GPL-3)',
  },
];
