const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** Codes with a name that are no country, or that no phone number has. */
const others = new Set(['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'ZZ']);

/** Countries by the two letters of ISO 3166, in the order of their names. */
export const regions: readonly { value: string; label: string }[] = letters
  .flatMap((first) => letters.map((second) => first + second))
  .filter((code) => !others.has(code) && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`)
  .flatMap((code) => {
    const name = names.of(code);
    return name === undefined ? [] : [{ value: code, label: `${name} (${code})` }];
  })
  .sort((one, other) => one.label.localeCompare(other.label, 'en'));
