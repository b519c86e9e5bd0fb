// The angle of a direction given by its sine and cosine, up to a common positive factor.

/** In (-pi, pi]; 0 where both are 0. */
export const angleOf = (sine: number, cosine: number): number => Math.atan2(sine, cosine);
