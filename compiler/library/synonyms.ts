// Words of other systems for what has another name here: `Gaussian`, `linear`. Nothing accepts them; they are
// answered with ours.

type Synonyms = Readonly<Record<string, readonly string[]>>;

/** By the word of the language: what else people call it, in lower case and without `_`. */
const ofDistributions: Synonyms = {
  Normal: ['n', 'gaussian', 'norm', 'gauss'],
  LogNormal: ['lognorm', 'loggaussian'],
  StudentT: ['t', 'student', 'studentst', 'tdistribution'],
  Laplace: ['doubleexponential', 'laplacian'],
  Exponential: ['exp', 'expon'],
  Gamma: ['erlang'],
  InverseGamma: ['invgamma'],
  ChiSquared: ['chi2', 'chisq', 'chisquare'],
  Uniform: ['u', 'unif'],
  VonMises: ['circularnormal'],
  Dirichlet: ['dir'],
  MvNormal: ['multivariatenormal', 'multivariategaussian', 'multinormal', 'mvn', 'mvgaussian'],
  LowRankMvNormal: ['lowrankmultivariatenormal'],
  MvStudentT: ['multivariatestudentt', 'multivariatet', 'mvt', 'multistudentt'],
  InverseWishart: ['invwishart'],
  LkjCholesky: ['lkj', 'lkjcorrcholesky', 'lkjcorr'],
  Bernoulli: ['bern', 'coin'],
  Binomial: ['binom', 'bin'],
  Categorical: ['cat', 'discrete', 'multinoulli', 'onehotcategorical'],
  Multinomial: ['multinom'],
  Poisson: ['pois'],
  NegativeBinomial: ['nb', 'negbin', 'negbinomial', 'nbinom', 'negbinomial2', 'negativebinomial2'],
  Geometric: ['geom'],
  BetaBinomial: ['betabinom'],
  ZeroInflatedPoisson: ['zip'],
  OrderedLogistic: ['orderedlogit', 'ordinal', 'orderedcategorical'],
  DiscreteUniform: ['uniformint', 'randint'],
  Mixture: ['mixturesamefamily', 'mixturemodel'],
  Delta: ['dirac', 'pointmass', 'deterministic', 'constant'],
  RelaxedCategorical: ['concrete', 'gumbelsoftmax', 'relaxedonehotcategorical'],
};

const ofStages: Synonyms = {
  dense: ['linear', 'fullyconnected', 'fc', 'affine'],
  conv2d: ['conv', 'convolution2d', 'convolution'],
  conv2dTranspose: ['convtranspose2d', 'deconv', 'deconv2d', 'convtranspose', 'deconvolution'],
  maxPool: ['maxpool2d', 'maxpooling2d', 'maxpooling'],
  avgPool: ['avgpool2d', 'averagepooling2d', 'averagepooling', 'averagepool', 'meanpool'],
  globalAvgPool: ['globalaveragepooling2d', 'globalaveragepooling', 'adaptiveavgpool2d', 'globalpool'],
  upsample: ['upsampling2d', 'upsampling', 'interpolate'],
  reshape: ['view', 'unflatten'],
  embedding: ['embed', 'lookup'],
  attention: ['multiheadattention', 'selfattention', 'mha'],
  position: ['positionalencoding', 'positionembedding', 'positionalembedding'],
  layerNorm: ['layernormalization'],
  batchNorm: ['batchnorm2d', 'batchnorm1d', 'batchnormalization'],
  groupNorm: ['groupnormalization'],
  concat: ['cat', 'concatenate'],
  silu: ['swish'],
  sigmoid: ['logistic', 'expit'],
  leakyRelu: ['lrelu'],
};

const ofFunctions: Synonyms = {
  log: ['ln'],
  sigmoid: ['invlogit', 'expit', 'logistic'],
  mean: ['average', 'avg'],
  max: ['maximum'],
  min: ['minimum'],
  lgamma: ['gammaln', 'loggamma'],
  digamma: ['psi'],
  abs: ['fabs'],
  dot: ['inner'],
};

const ofNetworks: Synonyms = {
  Dense: ['linear', 'fullyconnected'],
  Embedding: ['embed'],
  Gru: ['grucell', 'rnn'],
  Lstm: ['lstmcell'],
};

export type SynonymKind = 'distribution' | 'stage' | 'function' | 'network';

/** All of a kind, by the word of the language. */
export const synonyms: Readonly<Record<SynonymKind, Synonyms>> = {
  distribution: ofDistributions,
  stage: ofStages,
  function: ofFunctions,
  network: ofNetworks,
};

const tables: Readonly<Record<SynonymKind, ReadonlyMap<string, string>>> = {
  distribution: reversed(ofDistributions),
  stage: reversed(ofStages),
  function: reversed(ofFunctions),
  network: reversed(ofNetworks),
};

function reversed(words: Synonyms): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(words).flatMap(([ours, theirs]) => theirs.map((word) => [word, ours] as const)),
  );
}

/** Our word for it; null where the word is none that is known. */
export function ourWord(kind: SynonymKind, word: string): string | null {
  return tables[kind].get(word.toLowerCase().replaceAll('_', '')) ?? null;
}
