import * as v from 'valibot'

/** Of who may approve, and where incidents are kept. */

const name = v.pipe(
  v.string('expected a name'),
  v.regex(/^(?!\s)[^\p{Cc}]{1,256}(?<!\s)$/u, 'expected a name, on one line'),
)

/** A line of `id_ed25519.pub`. */
const publicKey = v.pipe(
  v.string('expected a public key'),
  v.regex(
    /^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}(?:[ \t]+[^\r\n]*)?$/,
    'expected a public key of OpenSSH of the type ssh-ed25519, a line of id_ed25519.pub',
  ),
)

export const incidentsSchema = v.strictObject(
  {
    store: v.optional(
      v.pipe(
        v.string('expected a place'),
        v.regex(/^[^\s-]\S*$/, 'expected a place without blanks'),
        v.description(
          'Where incidents are kept: a directory, relative to this file, or postgres://HOST/DATABASE for a team. ' +
            '$XDG_STATE_HOME/stanch/incidents by default, else ~/.local/state/stanch/incidents.',
        ),
      ),
    ),
  },
  'expected a mapping with store',
)

const approverSchema = v.strictObject(
  {
    name: v.pipe(name, v.description('Who it is; approvals and journals say it.')),
    key: v.pipe(publicKey, v.description('His public key, as in id_ed25519.pub.')),
    aliases: v.optional(
      v.pipe(
        v.array(name, 'expected a list of names'),
        v.description(
          'What else he is called, such as login names: who made a plan under one of them may not approve it.',
        ),
      ),
      () => [],
    ),
  },
  'expected a mapping with name, key and aliases',
)

export const approversSchema = v.pipe(
  v.array(approverSchema, 'expected a list of approvers'),
  v.check((approvers) => {
    const names = approvers.flatMap(({ name: own, aliases }) => [own, ...aliases])
    return isUnique(names.map((one) => one.toLowerCase()))
  }, 'expected each name and alias once: two people have different ones'),
  v.check(
    (approvers) => isUnique(approvers.map(({ key }) => key.split(/[ \t]+/)[1]!)),
    'expected each key once: two people have different ones',
  ),
)

function isUnique(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length
}
