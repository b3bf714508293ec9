/**
 * A fingerprint as it stands in its column, in hex digits: 1, key id and HMAC in 21 bytes; or 2 and the unkeyed hash in 33.
 *
 * @returns `undefined` for what is no fingerprint
 */
export function packFingerprint(text: string): string | undefined {
  const keyed = /^v1:([0-9a-f]{8}):([0-9a-f]{32})$/.exec(text)
  if (keyed !== null) return `01${keyed[1]}${keyed[2]}`
  const hash = /^hmsl:([0-9a-f]{64})$/.exec(text)
  return hash === null ? undefined : `02${hash[1]}`
}
