import { lookup, type LookupAddress, type LookupOptions } from 'node:dns'
import { BlockList, isIP, isIPv4 } from 'node:net'

/** Code of the error when a name leads to an address that is not public. */
export const privateAddressCode = 'ERR_PRIVATE_ADDRESS'

/**
 * Whether an address may be anybody's on the internet: not this machine, a private network, a link, a cloud's metadata
 * server, or a range of special use.
 *
 * @param address as `isIP` takes it, without brackets
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false
  if (isIPv4(address)) return !special.check(address, 'ipv4')
  const embedded = embeddedIpv4(address)
  if (embedded !== undefined) return isPublicAddress(embedded)
  return global.check(address, 'ipv6') && !special.check(address, 'ipv6')
}

/** As `dns.lookup`, but fails when one of the addresses is not public: else a name could lead into the network of who asks. */
export function publicLookup(
  hostname: string,
  options: LookupOptions,
  callback: (
    error: NodeJS.ErrnoException | null,
    address: string | LookupAddress[],
    family?: number,
  ) => void,
): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, [])
    if (addresses.length === 0 || addresses.some(({ address }) => !isPublicAddress(address)))
      return callback(privateAddressError(), [])
    if (options.all) return callback(null, addresses)
    callback(null, addresses[0]!.address, addresses[0]!.family)
  })
}

export function privateAddressError(): NodeJS.ErrnoException {
  return Object.assign(new Error('not a public address'), { code: privateAddressCode })
}

const special = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  special.addSubnet(network, bits, 'ipv4')
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['3fff::', 20],
] as const)
  special.addSubnet(network, bits, 'ipv6')

/** All of IPv6 that was given out. */
const global = new BlockList()
global.addSubnet('2000::', 3, 'ipv6')

/** Of `::ffff:10.0.0.1`, `64:ff9b::a00:1` and `2002:a00:1::`: the address behind it. */
function embeddedIpv4(address: string): string | undefined {
  const words = wordsOf(address)
  if (words === undefined) return undefined
  const isMapped = words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff
  const isTranslated =
    words[0] === 0x64 && words[1] === 0xff9b && words.slice(2, 6).every((word) => word === 0)
  if (isMapped || isTranslated) return dotted(words[6]!, words[7]!)
  return words[0] === 0x2002 ? dotted(words[1]!, words[2]!) : undefined
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** The eight words of an IPv6 address, as `URL` writes it. */
function wordsOf(address: string): number[] | undefined {
  const plain = address.replace(/%.*$/, '')
  if (!URL.canParse(`http://[${plain}]/`)) return undefined
  const [head = '', tail] = new URL(`http://[${plain}]/`).hostname.slice(1, -1).split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const filler = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0')
  return [...left, ...filler, ...right].map((word) => parseInt(word, 16))
}
