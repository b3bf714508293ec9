import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import fc from 'fast-check'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { recordIdPattern } from '../../../../src/inventory/record.ts'
import { sopsImporter } from '../../../../src/providers/importers/sops/sops-importer.ts'
import { collectImport, textsOf, type Collected } from '../collect-import.ts'
import { dotenvOf, encryptSops, iniOf, nestedOf, type SopsNode } from './encrypt-sops.ts'

// Formats: https://getsops.io/docs/ and https://github.com/getsops/sops/tree/main/stores; tried by hand against sops 3.13.3.

let identity: string
let recipient: string

beforeAll(async () => {
  identity = await generateX25519Identity()
  recipient = await identityToRecipient(identity)
})

function text(value: string): SopsNode {
  return { type: 'str', text: value }
}

async function importText(
  name: string,
  content: string,
  env: Record<string, string> = { SOPS_AGE_KEY: identity },
): Promise<Collected> {
  return collectImport(sopsImporter, { arguments: ['-'], options: { name }, input: content, env })
}

const tree = [
  ['database/password', text('pässwört --help 日本')],
  ['database/port', { type: 'int', text: '5432' }],
  ['list/0', text('first of the list')],
  ['list/1/inner', text('in the list')],
  ['is_on', { type: 'bool', text: 'True' }],
  ['since', { type: 'time', text: '2001-02-03T00:00:00Z' }],
  ['note', { type: 'comment', text: 'a comment' }],
  ['empty', { clear: '' }],
  ['nothing', { clear: null }],
  ['host_unencrypted', { clear: 'db.example.org' }],
  ['count_unencrypted', { clear: 17 }],
  ['ratio_unencrypted', { clear: 1.5 }],
  ['flag_unencrypted', { clear: true }],
] as const

test.for([
  ['yaml', (root: unknown) => stringify(root)],
  ['json', (root: unknown) => JSON.stringify(root)],
] as const)(
  '%s: values are opened, clear ones and what is no secret are left out',
  async ([ending, print]) => {
    const { secrets, told } = await importText(
      `a/b.${ending}`,
      print(nestedOf(await encryptSops({ tree, recipient }))),
    )
    expect(Array.from(secrets, ([id, secret]) => [id, textsOf(secret)])).toEqual([
      [`sops/a/b.${ending}#database.password`, ['pässwört --help 日本']],
      [`sops/a/b.${ending}#database.port`, ['5432']],
      [`sops/a/b.${ending}#list.0`, ['first of the list']],
      [`sops/a/b.${ending}#list.1.inner`, ['in the list']],
    ])
    expect(secrets.get(`sops/a/b.${ending}#list.0`)!.draft).toEqual({
      id: `sops/a/b.${ending}#list.0`,
      store: { type: 'sops', path: `a/b.${ending}#list.0`, version: '2026-03-04T05:06:07Z' },
      lastRotatedAt: '2026-03-04T05:06:07Z',
      consumers: [`age:${recipient}`],
    })
    expect(told.map((line) => line.replace(/^skipped a\/b\.\w+#/, ''))).toEqual([
      'is_on: a truth value',
      'since: a time',
      'note: a comment',
      'empty: empty',
      'host_unencrypted: in clear, as unencrypted_suffix of the file says',
      'count_unencrypted: in clear, as unencrypted_suffix of the file says',
      'ratio_unencrypted: in clear, as unencrypted_suffix of the file says',
      'flag_unencrypted: in clear, as unencrypted_suffix of the file says',
    ])
  },
)

test('dotenv and INI, told by what they look like', async () => {
  const flat = await encryptSops({
    tree: [
      ['API_KEY', text('one\ntwo')],
      ['HOST_unencrypted', { clear: 'x.example' }],
    ],
    recipient,
  })
  const dotenv = await importText('env', dotenvOf(flat))
  expect(textsOf(dotenv.secrets.get('sops/env#API_KEY'))).toEqual(['one\ntwo'])
  const sections = await encryptSops({
    tree: [
      ['db/password', text('of the section')],
      ['db/user_unencrypted', { clear: 'bob' }],
    ],
    recipient,
  })
  const ini = await importText('settings', iniOf(sections))
  expect(textsOf(ini.secrets.get('sops/settings#db.password'))).toEqual(['of the section'])
  expect([...dotenv.told, ...ini.told].filter((line) => line.startsWith('problem'))).toEqual([])
})

test('a key that was renamed is refused, keys with dots stay apart', async () => {
  const made = await encryptSops({
    tree: [
      ['b/x', text('value of two')],
      ['a/y', text('value of one')],
      ['c/tls.crt', text('with a dot')],
    ],
    recipient,
  })
  const json = JSON.stringify(nestedOf(made)).replace('"b"', '"z"')
  expect((await importText('n.json', json)).told.join()).toContain('was changed, or moved')
  const { secrets } = await importText('n.json', JSON.stringify(nestedOf(made)))
  expect([...secrets.keys()]).toContain('sops/n.json#c.~22tls.crt~22')
})

test.for([
  ['encrypted_regex', { encrypted_regex: '^(?:data|stringData)$' }, 'data/k', 'kind'],
  ['unencrypted_regex', { unencrypted_regex: '^clear' }, 'k', 'clear_this'],
  ['encrypted_suffix', { encrypted_suffix: '_secret' }, 'k_secret', 'other'],
  ['unencrypted_suffix', { unencrypted_suffix: '_plain' }, 'k', 'x_plain'],
  ['unencrypted_comment_regex', { unencrypted_comment_regex: 'clear' }, 'k', 'x'],
] as const)('%s says which values are encrypted', async ([, metadata, encrypted, clear]) => {
  for (const isOnly of [false, true]) {
    const made = await encryptSops({
      tree: [
        [encrypted, text('a value so secret')],
        [clear, { clear: 'in the open' }],
      ],
      recipient,
      metadata: { ...metadata, ...(isOnly ? { mac_only_encrypted: true } : {}) },
    })
    const { secrets, told } = await importText('r.yaml', stringify(nestedOf(made)))
    expect([...secrets.values()].map((secret) => textsOf(secret))).toEqual([['a value so secret']])
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('in clear')
  }
})

test('of a file that was changed nothing is believed', async () => {
  const made = await encryptSops({ tree, recipient })
  const good = stringify(nestedOf(made))
  const changes: Record<string, string> = {
    'a clear value': good.replace('count_unencrypted: 17', 'count_unencrypted: 18'),
    'a value put in clear': good.replace(/password: .*/, 'password: in-the-open'),
    'the time': good.replace('05:06:07Z', '05:06:08Z'),
    'a value taken away': good.replace(/^is_on: .*\n/m, ''),
    'two values in each other’s place': swapped(good, 'inner', 'password'),
    'an addition': `${good}more_unencrypted: x\n`,
  }
  for (const [what, changed] of Object.entries(changes)) {
    expect(changed, what).not.toBe(good)
    const { secrets, told } = await importText('c.yaml', changed)
    expect([...secrets.keys()], what).toEqual([])
    expect(told, what).toHaveLength(1)
    expect(told[0], what).toMatch(/^problem c\.yaml: .*nothing of it was taken/)
    expect(told[0], what).not.toContain('in-the-open')
  }
})

function swapped(yaml: string, one: string, other: string): string {
  const [, first] = new RegExp(`${one}: (ENC.*)`).exec(yaml)!
  const [, second] = new RegExp(`${other}: (ENC.*)`).exec(yaml)!
  return yaml.replace(first!, '@').replace(second!, first!).replace('@', second!)
}

test('without a key names and dates are taken, and it says what to do', async () => {
  const made = await encryptSops({
    tree,
    recipient,
    metadata: { pgp: [{ fp: 'ABCD'.repeat(10), enc: 'x', created_at: '2026-01-01T00:00:00Z' }] },
  })
  const yaml = stringify(nestedOf(made))
  for (const env of [{}, { SOPS_AGE_KEY: await generateX25519Identity() }]) {
    const { secrets, told } = await importText('s.yaml', yaml, env as Record<string, string>)
    expect([...secrets.keys()]).toEqual([
      'sops/s.yaml#database.password',
      'sops/s.yaml#list.0',
      'sops/s.yaml#list.1.inner',
    ])
    for (const { values, draft } of secrets.values()) {
      expect(values).toEqual([])
      expect(draft.consumers).toEqual([`age:${recipient}`, `pgp:${'ABCD'.repeat(10)}`])
    }
    expect(told).toEqual([
      expect.stringContaining(
        'sops -d --output-type json FILE | stanch inventory import json - --name FILE',
      ),
    ])
  }
})

test('identities come from a file of SOPS_AGE_KEY_FILE, or of the user', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-sops-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const keys = join(folder, 'keys.txt')
  writeFileSync(keys, `# created: today\n# public key: ${recipient}\n${identity}\n`)
  const yaml = stringify(
    nestedOf(await encryptSops({ tree: [['k', text('some value')]], recipient })),
  )
  const { secrets } = await importText('s.yaml', yaml, { SOPS_AGE_KEY_FILE: keys })
  expect(textsOf(secrets.get('sops/s.yaml#k'))).toEqual(['some value'])
  await expect(
    importText('s.yaml', yaml, { SOPS_AGE_KEY_FILE: join(folder, 'none') }),
  ).rejects.toThrow(expect.objectContaining({ code: 'SOPS_KEY_FILE_UNREADABLE' }))
})

test('an identity that is mistyped is not repeated', async () => {
  const yaml = stringify(
    nestedOf(await encryptSops({ tree: [['k', text('some value')]], recipient })),
  )
  const mistyped = identity.slice(0, -1) + (identity.endsWith('Q') ? 'P' : 'Q')
  const { told, events } = await importText('s.yaml', yaml, { SOPS_AGE_KEY: mistyped })
  expect(told).toEqual([expect.stringContaining('an age identity is mistyped')])
  expect(JSON.stringify(events)).not.toContain(mistyped.slice(16, 30))
})

test.for([
  ['no block', 'a: b\n', /has no block sops/],
  ['no mapping', '- a\n', /expected a mapping/],
  ['broken', 'a: [\n', /no YAML/],
  ['a block that is none', 'a: b\nsops: {mac: 1}\n', /block sops is not understood/],
  ['a bomb of aliases', bomb(), /at most 20000 values|too many aliases|no YAML/],
] as const)('%s is a problem of that file', async ([, content, reason]) => {
  const { told, secrets } = await importText('x.yaml', content)
  expect(secrets.size).toBe(0)
  expect(told).toEqual([expect.stringMatching(reason)])
})

function bomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
  for (let level = 1; level < 9; level++)
    lines.push(
      `a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ')}]`,
    )
  return `${lines.join('\n')}\nsops: {}\n`
}

test('whatever was encrypted comes out again, under an id that records may have', async () => {
  const key = fc
    .string({ minLength: 1, unit: 'grapheme' })
    .filter((one) => !/[/\0]|^\d+$|^sops$|_unencrypted$|^__proto__$/.test(one))
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.tuple(key, fc.string({ minLength: 1, unit: 'grapheme' })), {
        selector: ([one]) => one,
        minLength: 1,
        maxLength: 4,
      }),
      async (pairs) => {
        const made = await encryptSops({
          tree: pairs.map(([one, value]) => [one, text(value)]),
          recipient,
        })
        const root = { ...Object.fromEntries(made.values), sops: made.sops }
        for (const [name, content] of [
          ['l.json', JSON.stringify(root)],
          ['l.yaml', stringify(root)],
        ] as const) {
          const { secrets, told } = await importText(name, content)
          expect(told).toEqual([])
          expect([...secrets.values()].flatMap((secret) => textsOf(secret))).toEqual(
            pairs.map(([, value]) => value),
          )
          for (const id of secrets.keys()) expect(id).toMatch(recordIdPattern)
        }
      },
    ),
    { numRuns: 12 },
  )
})
