import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, onTestFinished, test } from 'vitest'
import { recordIdPattern } from '../../../../src/inventory/record.ts'
import { terraformImporter } from '../../../../src/providers/importers/terraform/terraform-importer.ts'
import { assembleSample, seededRandom } from '../../../../src/rules/sample.ts'
import { collectImport, importContext, textsOf } from '../collect-import.ts'
import { serveVendor } from '../serve-vendor.ts'

// https://github.com/hashicorp/terraform/blob/main/internal/states/statefile/version4.go and
// https://developer.hashicorp.com/terraform/internals/json-format

const accessKeyId = assembleSample('⟦AKIA<base32:16>⟧', seededRandom(3)).text
const accessKey = assembleSample('⟦<base64:40>⟧', seededRandom(4)).text

function state(resources: unknown[], outputs: object = {}, rest: object = {}): string {
  return JSON.stringify({
    version: 4,
    terraform_version: '1.9.0',
    serial: 42,
    lineage: 'f1e2-lineage',
    outputs,
    resources,
    check_results: null,
    ...rest,
  })
}

function resource(type: string, attributes: object, instance: object = {}, rest: object = {}) {
  return {
    mode: 'managed',
    type,
    name: 'main',
    provider: 'provider["registry.terraform.io/hashicorp/x"]',
    instances: [{ schema_version: 0, attributes, sensitive_attributes: [], ...instance }],
    ...rest,
  }
}

async function importText(input: string, name = 'prod') {
  const { secrets, told, events } = await collectImport(terraformImporter, {
    arguments: ['-'],
    options: { name },
    input,
  })
  return { secrets, told, events, texts: Array.from(secrets, ([id, one]) => [id, textsOf(one)]) }
}

test('an access key is known by its secret and its id, with lineage and serial', async () => {
  const { secrets } = await importText(
    state([
      resource(
        'aws_iam_access_key',
        { id: accessKeyId, secret: accessKey, user: 'ci', ses_smtp_password_v4: 'smtp password' },
        {},
        { module: 'module.ci[0]' },
      ),
    ]),
  )
  const id = 'terraform/prod/module.ci~5B0~5D.aws_iam_access_key.main.secret'
  expect([...secrets.keys()]).toEqual([
    id,
    'terraform/prod/module.ci~5B0~5D.aws_iam_access_key.main.ses_smtp_password_v4',
  ])
  expect(textsOf(secrets.get(id))).toEqual([accessKey, accessKeyId])
  expect(secrets.get(id)!.draft).toEqual({
    id,
    provider: 'AWS',
    credentialRef: accessKeyId,
    store: {
      type: 'terraform',
      path: 'prod#module.ci[0].aws_iam_access_key.main.secret',
      version: 'f1e2-lineage/42',
    },
  })
})

test('what the state says is sensitive, what the table knows, what names say', async () => {
  const { texts } = await importText(
    state([
      resource('kubernetes_secret', {
        data: { 'tls.key': 'key text', user: 'bob text' },
        metadata: [{ name: 'x' }],
      }),
      resource('aws_mq_broker', {
        user: [{ username: 'a', password: 'one password' }, { password: 'other --help' }],
      }),
      resource(
        'my_thing',
        {
          api_key: 'by its name',
          nested: {
            list: [{ deep: 'by its path' }],
            all: { a: 'of all', n: 12, t: true, none: null },
          },
          password: null,
          token_ttl: 'no secret',
        },
        {
          sensitive_attributes: [
            [
              { type: 'get_attr', value: 'nested' },
              { type: 'get_attr', value: 'list' },
              { type: 'index', value: { value: 0, type: 'number' } },
              { type: 'get_attr', value: 'deep' },
            ],
            [
              { type: 'get_attr', value: 'nested' },
              { type: 'get_attr', value: 'all' },
            ],
          ],
        },
      ),
      resource(
        'random_password',
        { result: 'same value', length: 16, password: 'unknown to the table' },
        { sensitive_attributes: [[{ type: 'get_attr', value: 'result' }]] },
      ),
    ]),
  )
  const at = 'terraform/prod'
  expect(texts).toEqual([
    [`${at}/kubernetes_secret.main.data~5B~22tls.key~22~5D`, ['key text']],
    [`${at}/kubernetes_secret.main.data.user`, ['bob text']],
    [`${at}/aws_mq_broker.main.user~5B0~5D.password`, ['one password']],
    [`${at}/aws_mq_broker.main.user~5B1~5D.password`, ['other --help']],
    [`${at}/my_thing.main.nested.list~5B0~5D.deep`, ['by its path']],
    [`${at}/my_thing.main.nested.all.a`, ['of all']],
    [`${at}/my_thing.main.nested.all.n`, ['12']],
    [`${at}/my_thing.main.api_key`, ['by its name']],
    [`${at}/random_password.main.result`, ['same value']],
  ])
})

test('outputs, indexes, data sources, deposed and tainted instances stay apart', async () => {
  const many = {
    ...resource('random_password', {}),
    instances: [
      { index_key: 0, attributes: { result: 'zero' } },
      { index_key: 'eu west/ü', attributes: { result: 'text' }, status: 'tainted' },
      { index_key: 0, deposed: '0a1b2c3d', attributes: { result: 'the old zero' } },
      { index_key: 1, attributes_flat: { result: 'flat', length: '3' } },
    ],
  }
  const { texts, secrets } = await importText(
    state(
      [many, resource('aws_ssm_parameter', { value: 'read elsewhere' }, {}, { mode: 'data' })],
      {
        url: { value: 'in the open', type: 'string' },
        token: { value: 'an output', type: 'string', sensitive: true },
        map: { value: { a: ['in a map'] }, type: ['map', 'dynamic'], sensitive: true },
      },
    ),
    'a/b',
  )
  const at = 'terraform/a/b'
  expect(texts).toEqual([
    [`${at}/output.token`, ['an output']],
    [`${at}/output.map.a~5B0~5D`, ['in a map']],
    [`${at}/random_password.main~5B0~5D.result`, ['zero']],
    [`${at}/random_password.main~5B~22eu~20west~2F~C3~BC~22~5D.result`, ['text']],
    [`${at}/random_password.main~5B0~5D.result#deposed-0a1b2c3d`, ['the old zero']],
    [`${at}/random_password.main~5B1~5D.result`, ['flat']],
    [`${at}/data.aws_ssm_parameter.main.value`, ['read elsewhere']],
  ])
  expect([...secrets.values()].map(({ draft }) => draft.store!.stage)).toEqual([
    undefined, undefined, undefined, 'tainted', 'deposed', undefined, undefined,
  ]) // prettier-ignore
  for (const id of secrets.keys()) expect(id).toMatch(recordIdPattern)
})

test('what terraform show -json prints, with modules in modules', async () => {
  const one = (address: string, result: string, rest = {}) => ({
    address, mode: 'managed', type: 'random_password', name: 'x', values: { result, length: 9 }, sensitive_values: { result: true }, ...rest,
  }) // prettier-ignore
  const { texts, told } = await importText(
    JSON.stringify({
      format_version: '1.0',
      terraform_version: '1.9.0',
      values: {
        outputs: { token: { sensitive: true, value: 'an output', type: 'string' } },
        root_module: {
          resources: [
            one('random_password.x', 'at the root'),
            {
              address: 'my.x',
              type: 'my',
              values: { a: ['p', 'q'] },
              sensitive_values: { a: [true, false] },
            },
          ],
          child_modules: [
            {
              address: 'module.a',
              resources: [one('module.a.random_password.x', 'in a')],
              child_modules: [
                {
                  address: 'module.a.module.b',
                  resources: [one('module.a.module.b.random_password.x', 'in b')],
                },
              ],
            },
          ],
        },
      },
    }),
  )
  expect(told).toEqual([])
  expect(texts).toEqual([
    ['terraform/prod/output.token', ['an output']],
    ['terraform/prod/random_password.x.result', ['at the root']],
    ['terraform/prod/my.x.a~5B0~5D', ['p']],
    ['terraform/prod/module.a.random_password.x.result', ['in a']],
    ['terraform/prod/module.a.module.b.random_password.x.result', ['in b']],
  ])
})

test.for([
  [
    'encrypted by OpenTofu',
    JSON.stringify({ meta: {}, encrypted_data: 'AAAA', encryption_version: 'v0' }),
    /encrypted by OpenTofu.*tofu state pull/,
  ],
  [
    'of version 3',
    JSON.stringify({ version: 3, modules: [] }),
    /expected a state of version 4, got 3/,
  ],
  [
    'a plan',
    JSON.stringify({ format_version: '1.2', planned_values: {}, resource_changes: [] }),
    /got a plan/,
  ],
  ['something else', '{"a":1}', /got something else/],
  ['no JSON', 'resource "x" {}', /no JSON at byte \d/],
  [
    'cut off',
    state([resource('random_password', { result: 'private words' })]).slice(0, -60),
    /no JSON at byte/,
  ],
] as const)('a state that is %s is a problem', async ([, input, reason]) => {
  const { told } = await importText(input)
  expect(told).toEqual([expect.stringMatching(reason)])
  expect(told[0]).not.toContain('private words')
})

test('from an HTTP backend, with its user; an address with a password is refused', async () => {
  const vendor = await serveVendor((url, { headers }) =>
    headers.authorization === `Basic ${Buffer.from('ci:its password').toString('base64')}` &&
    url.pathname === '/state/prod'
      ? {
          body: JSON.parse(
            state([resource('random_password', { result: 'from afar' })]),
          ) as unknown,
        }
      : { status: 401 },
  )
  const address = `${vendor.address}/state/prod`
  const env = { TF_HTTP_USERNAME: 'ci', TF_HTTP_PASSWORD: 'its password' }
  for (const setting of [
    { arguments: [address], env },
    { env: { ...env, TF_HTTP_ADDRESS: address } },
  ]) {
    const { secrets } = await collectImport(terraformImporter, { ...setting, http: vendor.http })
    expect([...secrets.values()].map((one) => textsOf(one))).toEqual([['from afar']])
    expect(await terraformImporter.access!(importContext(setting))).toEqual({
      hosts: [new URL(address).host],
    })
  }
  const { told } = await collectImport(terraformImporter, {
    arguments: [address],
    http: vendor.http,
  })
  expect(told).toEqual([expect.stringMatching(/answered 401.*TF_HTTP_USERNAME/)])
  await expect(
    collectImport(terraformImporter, { arguments: ['https://u:p@host/x'] }),
  ).rejects.toThrow(/without credentials/)
})

test('files have their paths as names; what cannot be told apart is refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-terraform-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'terraform.tfstate')
  writeFileSync(file, state([resource('random_password', { result: 'in a file' })]))
  const { secrets, told, covered } = await collectImport(terraformImporter, {
    arguments: [file, join(folder, 'none')],
  })
  // Not below the working directory: two files elsewhere may share their names.
  const place = folder.slice(1)
  expect([...secrets.keys()]).toEqual([
    `terraform/${place}/terraform.tfstate/random_password.main.result`,
  ])
  expect(told).toEqual([`problem ${place}/none: cannot be read (ENOENT)`])
  expect(covered).toEqual([`terraform/${place}/terraform.tfstate/*`])
  await expect(
    collectImport(terraformImporter, { arguments: ['a', 'b'], options: { name: 'x' } }),
  ).rejects.toThrow(/--name/)
  await expect(collectImport(terraformImporter, { arguments: ['-'] })).rejects.toThrow(
    /--name NAME/,
  )
  await expect(collectImport(terraformImporter, {})).rejects.toThrow(/expected files/)
})

test('10,000 resources and 20 MB from a file in little memory', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-terraform-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'big.tfstate')
  const out = createWriteStream(file)
  out.write('{"version":4,"serial":1,"lineage":"l","outputs":{},"resources":[')
  const filler = 'x'.repeat(2_000)
  for (let at = 0; at < 10_000; at++)
    out.write(
      `${at === 0 ? '' : ','}${JSON.stringify(resource('random_password', { result: `value ${at}`, filler }, {}, { name: `n${at}` }))}`,
    )
  out.end(']}')
  await finished(out)
  let count = 0
  let peak = 0
  const collect = garbageCollector()
  collect()
  const { heapUsed, external } = process.memoryUsage()
  const before = heapUsed + external
  for await (const event of terraformImporter.events(
    importContext({ arguments: [file], options: { name: 'big' } }),
  )) {
    if (event.kind === 'secret') count++
    if (count % 2_500 === 0) {
      collect()
      const { heapUsed, external } = process.memoryUsage()
      peak = Math.max(peak, heapUsed + external - before)
    }
  }
  expect(count).toBe(10_000)
  expect(peak).toBeLessThan(8 << 20)
}, 20_000)

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
