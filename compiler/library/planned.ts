// Words of the language that this version knows but cannot use yet: a spec that has one is told so, rather
// than that the word is unknown. A name moves out of here when its file lands.

/** Functions of the language reference that no phase can use yet. */
export const plannedFunctions: ReadonlySet<string> = new Set();
