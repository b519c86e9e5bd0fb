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

const github = (repository: string, commit: string, path: string, branch: string): readonly string[] =>
  [commit, branch].map((version) => `https://raw.githubusercontent.com/${repository}/${version}/${path}`);

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
  {
    name: 'penguins',
    description:
      '344 penguins: species, island, bill_length_mm, bill_depth_mm, flipper_length_mm, body_mass_g, sex, year; NA where missing',
    file: 'penguins/penguins.csv',
    sha256: 'f204db2c753b0937caac3cb35258562c14f073e4bbc76be24b4c51ce22767a93',
    urls: github('allisonhorst/palmerpenguins', '8957207b78d6', 'inst/extdata/penguins.csv', 'main'),
    source: 'R package palmerpenguins (CC0)',
  },
  {
    name: 'spam',
    description: '5,574 text messages: ham or spam, a tab, the message; no header',
    file: 'sms_spam/SMSSpamCollection.txt',
    sha256: '7d039a24a6083ed9ef0f806ebad56bbb976e3aeb8de05669173bfdc4996c239d',
    urls: github('AlexandreBoult/Spam-Filter', 'f7eee2953bd8', 'SMSSpamCollection', 'master'),
    source: 'UCI SMS Spam Collection (CC BY 4.0), by way of github.com/AlexandreBoult/Spam-Filter',
  },
  {
    name: 'names',
    description: '32,033 first names, one a line, in lower case',
    file: 'names/names.txt',
    sha256: '0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d',
    urls: github('karpathy/makemore', '988aa59e4d8f', 'names.txt', 'master'),
    source: 'US social security statistics, by way of github.com/karpathy/makemore (MIT)',
  },
  {
    name: 'digits',
    description: '1,797 images of 8 by 8 grey values 0 to 16 in row order, then the digit; no header',
    file: 'digits/digits.csv.gz',
    sha256: '46abec6b12486ad9e51943373abcf22bbea1b5a51a1619b361570d8893f1464a',
    urls: github('scikit-learn/scikit-learn', '1.2.1', 'sklearn/datasets/data/digits.csv.gz', 'main'),
    source: 'UCI optical recognition of handwritten digits (CC BY 4.0), by way of scikit-learn',
  },
  {
    name: 'thyroid',
    description: '3,772 patients: six measurements x1 to x6 in [0, 1], label 1 for the 93 with hyperfunction',
    file: 'anomaly/thyroid.csv',
    sha256: 'a9bae1c7edd938f500b03a90471a1ae82490714045735848448b06453c947d99',
    // Published as arrays X and y in 38_thyroid.npz, here written out as text: no address has these bytes.
    urls: [],
    source: 'ODDS/UCI, by way of github.com/Minqi824/ADBench (BSD-2-Clause), 38_thyroid.npz as a table',
  },
  {
    name: 'earthquakes',
    description:
      '107 counts on one line: earthquakes of magnitude 7 or more in the world in each year from 1900 to 2006',
    file: 'earthquakes/earthquakes.txt',
    sha256: '50c11643a6d943a0d782e163798bff51df46b74b2a13286baee3deea706df1a2',
    urls: github('wx2233/hidden-markov-project', 'f830388e6533', 'earthquakes.txt', 'master'),
    source:
      'Zucchini, MacDonald and Langrock, Hidden Markov Models for Time Series, by way of github.com/wx2233/hidden-markov-project',
  },
  {
    name: 'sp500',
    description: '2,780 days: dat, the return of the S&P 500 index in percent, 1990 to 1999',
    file: 'sp500/SP500.csv',
    sha256: 'e41330fddbb61862dd54e243c233c3e59bf8a456acdbf578a21e44f2f3dbd609',
    urls: rdatasets('MASS/SP500.csv'),
    source: 'R package MASS, by way of github.com/vincentarelbundock/Rdatasets (GPL-3)',
  },
  {
    name: 'lambda',
    description: 'the 48,502 letters of the DNA of the phage lambda, NC_001416.1, as FASTA',
    file: 'lambda_phage/lambda_virus.fa',
    sha256: '0a04f81952deb68c204e8ae67e0573cb97d348f18ab1b527630d57c294028cf5',
    urls: github('BenLangmead/bowtie2', 'f99fd24a21af', 'example/reference/lambda_virus.fa', 'master'),
    source: 'GenBank, by way of github.com/BenLangmead/bowtie2',
  },
  {
    name: 'tags',
    description: '2,001 English sentences with parts of speech, as CoNLL-U: form, lemma, upos, ...',
    file: 'pos_tags/en_ewt-ud-dev.conllu',
    sha256: '531a54ff90d6ab12201c5a50c3e78e6ddac4de69abc4bce5d275d3cd29efe2b6',
    urls: github('UniversalDependencies/UD_English-EWT', '15d613d8447b', 'en_ewt-ud-dev.conllu', 'master'),
    source: 'Universal Dependencies, English Web Treebank, development part (CC BY-SA 4.0)',
  },
  {
    name: 'tags-test',
    description: '2,077 more sentences of the same kind',
    file: 'pos_tags/en_ewt-ud-test.conllu',
    sha256: 'e266e515a0a7547657ed3d90d9ba46487d6bd251f27ad4269d4e8a427c8555cd',
    urls: github('UniversalDependencies/UD_English-EWT', '15d613d8447b', 'en_ewt-ud-test.conllu', 'master'),
    source: 'Universal Dependencies, English Web Treebank, test part (CC BY-SA 4.0)',
  },
];
