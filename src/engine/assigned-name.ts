/** Words of a name, lower case, without digits: `spring.dbPassword2` → spring, db, password. */
export function wordsOfName(name: string): string[] {
  const parted = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
  return parted.toLowerCase().match(/[a-z]+/g) ?? []
}

/** A name that holds one of them says that its value is public, or made from a secret and none itself. */
const publicWords = words(`
  public pub pubkey publishable hash hashes hashed sha digest checksum integrity etag commit revision fingerprint
  thumbprint md guid uuid crc encrypted enc csrf xsrf authenticity idempotency idempotence idempotent`)

/** A name that ends in one of them is about a secret, not one. */
const aboutWords = words(`
  name names type types kind class id ids uid url uri urls uris link path paths file files filename filepath dir directory
  folder location host hostname port endpoint domain address email user username owner role group
  length len size count counts counter number num min max limit ttl timeout expiry expires expire expired expiration age
  lifetime duration interval delay validity date time timestamp at version level strength score status state mode
  format regex regexp pattern algorithm algo alg method policy policies scope scopes audience issuer
  prefix suffix label title text message msg error errors err warning hint help description desc placeholder
  field fields column columns table index input element form view page screen dialog modal button icon css style attr
  attribute attributes param params parameter parameters arg args argument option options opts config configuration
  settings setting property properties provider service manager handler helper factory builder generator validator
  encoder decoder parser reader writer store storage repository repo cache map list array dict bucket
  enabled disabled required optional valid invalid changed updated created rule rules header headers
  source ref reference alias usage usages reset forgot salt template fixture fixtures request response
  callback function func fn exists match matches requirement requirements rotation backend client server section test
  spec example examples encoding charset char chars character characters complexity last eight four`)

/** A name that starts with one of them asks or counts. */
const askingWords = words(
  'is has no num max min use uses should can must allow require requires enable disable',
)

/** Written as one word: `passwordhash`, `tokentype`, `keyid`. */
const compound = new RegExp(
  `(?:password|passwd|passphrase|pass|secret|token|key|auth)(?:${[...aboutWords, ...publicWords].join('|')})$`,
)
const keysOfTables =
  'foreign|sort|partition|group|hot|cache|index|unique|composite|lookup|map|dict|object|translation|message'
const publicKeys = words(keysOfTables.replaceAll('|', ' '))
const publicCompound = new RegExp(`^(?:pub|public|${keysOfTables})key$`)

/** Amazon's `clientToken`, `ClientToken` and `clientRequestToken` only tell a request from its repetition. */
const repeatedRequest = /(?:^|\.)[cC]lient(?:Request)?Token$|client_request_token$/

const passwordWords = words('password passwd pwd pass passphrase passwort kennwort pin pw')

/** Begin like such a name where their case parts them: MinIO. */
const askingProducts = words('minio maxmind maxcdn nosql noip noreply')

/** What is made with a secret: `csrf_token` is public, `csrf_secret` is not. */
const madeWithSecret = words('hash sha digest checksum integrity fingerprint enc csrf xsrf')

/**
 * Whether the value is public whatever it looks like: a digest, an identifier, a number of something.
 *
 * @param name as written: what stands before its last dot is not what asks
 */
export function isPublicName(name: string, nameWords: readonly string[]): boolean {
  const last = nameWords.at(-1)
  if (last === undefined) return false
  return (
    aboutWords.has(last) ||
    (last === 'key' && publicKeys.has(nameWords.at(-2) ?? '')) ||
    (last === 'code' && !/^o?auth/.test(nameWords.at(-2) ?? '')) ||
    asks(wordsOfName(name.slice(name.lastIndexOf('.') + 1))) ||
    compound.test(last) ||
    publicCompound.test(last) ||
    /[cx]srf(?:_?token)?$/.test(last) ||
    repeatedRequest.test(name) ||
    (last === 'key' && nameWords.at(-2) === 'socket') ||
    nameWords.some((word, at) => publicWords.has(word) && !makesWith(word, nameWords[at + 1]))
  )
}

function asks([first = '', second = '']: readonly string[]): boolean {
  return askingWords.has(first) && !askingProducts.has(first + second)
}

function makesWith(word: string, next: string | undefined): boolean {
  return madeWithSecret.has(word) && (next === 'secret' || (next === 'key' && word !== 'hash'))
}

/** Whether the name means a password: a value of digits, or a short one, may be one. */
export function isPasswordName(nameWords: readonly string[]): boolean {
  const last = nameWords.at(-1)
  return (
    last !== undefined && (passwordWords.has(last) || /pass(?:word|wd|phrase)?$|pwd$/.test(last))
  )
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}
