import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { CoveredIds } from '../../src/inventory/stored-secret.ts'
import { importers } from '../../src/providers/importers/importers.ts'
import { StanchError } from '../../src/text/error.ts'
import { makeDirectory } from '../cli/run-stanch.ts'
import { serve } from './http/serve.ts'
import { importAll, secretsOf } from './importers/import-all.ts'
import { plantedAws } from './planted-aws.ts'
import { plantedClouds } from './planted-clouds.ts'
import { plantedImporters, type PlantedImporter, type StoreFault } from './planted-stores.ts'
import { plantedVault } from './planted-vault.ts'
import { plantedVendors } from './planted-vendors.ts'

const planted = [
  ...plantedImporters,
  ...plantedAws,
  ...plantedClouds,
  plantedVault,
  ...plantedVendors,
]

type Options = Readonly<Record<string, string | boolean | readonly string[]>>

/** What an importer tells of a planted store, in this process. */
async function tell(
  { name, plant }: PlantedImporter,
  directory: string,
  { fault = 'none' as StoreFault, values = ['one', 'two', 'three', 'four', 'five'], options = {} as Options } = {}, // prettier-ignore
) {
  const { words, env = {} } = await plant({ values, fault, directory })
  const importer = await importers[name]!()
  const typed: Record<string, string> = {}
  const places: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!
    if (word.startsWith('--')) typed[word.slice(2)] = words[++at]!
    else places.push(/^https?:/.test(word) ? word : join(directory, word))
  }
  // Where a vendor is plays no part in ids, and two servers are never at one address.
  const isMine = (id: string) => id.replace(/127\.0\.0\.1:\d+/, 'host')
  const events = await importAll(importer, {
    env: { HOME: directory, ...env },
    arguments: places,
    options: { ...typed, ...options },
  })
  const covered = events.flatMap((event) =>
    event.kind === 'covered' ? [{ ...event, idPrefix: isMine(event.idPrefix) }] : [],
  )
  const ids = secretsOf(events).map(({ draft }) => isMine(draft.id))
  const problems = events.filter(({ kind }) => kind === 'problem').length
  return { ids, covered, problems }
}

function isCovered(id: string, { idPrefix, isFlat }: CoveredIds): boolean {
  return id.startsWith(idPrefix) && !(isFlat && id.slice(idPrefix.length).includes('/'))
}

test.for(planted)('$name: what is covered was told in full', async (importer) => {
  const directory = makeDirectory()
  const whole = await tell(importer, directory)
  expect(whole.ids.length).toBeGreaterThan(0)
  expect(whole.problems).toBe(0)
  for (const id of whole.ids)
    expect(
      whole.covered.some((ids) => isCovered(id, ids)),
      id,
    ).toBe(true)

  const faulty = await tell(importer, directory, { fault: 'faulty' })
  expect(faulty.problems).toBeGreaterThan(0)
  for (const ids of faulty.covered)
    expect(faulty.ids.filter((id) => isCovered(id, ids))).toEqual(
      whole.ids.filter((id) => isCovered(id, ids)),
    )
})

const place = '123456789012/eu-west-1'

test.for([
  ['vault', {}, ['vault/kv/']],
  ['vault', { metadataOnly: true }, []],
  ['vault', { currentOnly: true }, []],
  ['vault', { prefix: 's1' }, ['vault/kv/s1#', 'vault/kv/s1/']],
  ['vault', { mount: ['absent', 'kv'] }, ['vault/kv/']],
  ['aws-secrets-manager', {}, [`aws-secrets-manager/${place}/`]],
  ['aws-secrets-manager', { prefix: 's1/é' }, [`aws-secrets-manager/${place}/s1/~C3~A9`]],
  ['aws-secrets-manager', { storeName: 'mine' }, [`mine/${place}/`]],
  ['aws-secrets-manager', { metadataOnly: true }, []],
  ['aws-ssm', {}, [`aws-ssm/${place}/`]],
  ['aws-ssm', { prefix: '/s1' }, [`aws-ssm/${place}/s1`]],
  ['aws-ssm', { metadataOnly: true }, []],
  ['1password', {}, ['1password/v/']],
  ['1password', { vault: ['Shop'] }, ['1password/v/']],
  ['1password', { vault: ['Other'] }, []],
  ['doppler', { project: ['shop'] }, ['doppler/shop/']],
  ['infisical', {}, ['infisical/shop/prod#', 'infisical/shop/prod/']],
  ['infisical', { env: ['dev'] }, []],
] as const)('%s with %j covers %j', async ([name, options, expected]) => {
  const importer = planted.find((one) => one.name === name)!
  const { covered } = await tell(importer, makeDirectory(), { options })
  expect(covered.map(({ idPrefix }) => idPrefix)).toEqual(expected)
})

const answers = ['{}', '[]', '{"projects":null,"secrets":7,"SecretList":{},"data":{"keys":"x"}}']

test.for(
  [
    'vault',
    'aws-iam',
    'aws-secrets-manager',
    'aws-ssm',
    '1password',
    'doppler',
    'infisical',
  ].flatMap((name) => answers.map((answer) => [name, answer] as const)),
)('%s that answers %s is no empty store', async ([name, answer]) => {
  const { origin } = await serve((_, response) => response.end(answer))
  const env = {
    VAULT_ADDR: origin,
    VAULT_TOKEN: 'a',
    OP_CONNECT_HOST: origin,
    OP_CONNECT_TOKEN: 'a',
    AWS_ENDPOINT_URL: origin,
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'a',
    AWS_REGION: 'eu-west-1',
    DOPPLER_API_HOST: origin,
    DOPPLER_TOKEN: 'a',
    INFISICAL_API_URL: origin,
    INFISICAL_TOKEN: 'a',
    HOME: '/nowhere',
  }
  const importing = importers[name]!().then((importer) => importAll(importer, { env }))
  if (name === '1password' && answer === '[]') expect(await importing).toEqual([])
  else await expect(importing).rejects.toThrow(StanchError)
})
