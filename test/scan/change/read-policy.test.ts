import { existsSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openRepository } from '../../../src/git/repository.ts'
import { openChangeRepository } from '../../../src/scan/change/open-change-repository.ts'
import { findPolicyEdits, materialisePolicy } from '../../../src/scan/change/read-policy.ts'
import { defaultConfiguration } from '../../../src/scan/configuration.ts'
import { readConfiguration } from '../../../src/scan/read-configuration.ts'
import { testDirectory } from '../../git/git-process.ts'
import { gitHttpBackend } from '../../github/git-server.ts'
import { Forge, range, repositoryName, secretsIn, line } from './forge.ts'

const rule = (id: string) => `provider: Acme
rules:
  - id: ${id}
    name: Acme key
    reference: https://acme.example/keys
    anchors: { literals: ['acme_'] }
    pattern: '\\b(acme_[a-z0-9]{24})\\b'
    confidence: high
    severity: high
    examples: { positive: ['acme ⟦acme_<base36:24>⟧'], negative: [] }
`

const policy = {
  'stanch.yaml': `version: 1
minConfidence: high
rules: { files: ['policy/rules/*.yaml'] }
suppressions: { file: policy/suppressions.yaml }
playbooks: { files: ['policy/playbooks/**'] }
ignore: [generated/]
`,
  'policy/rules/own.yaml': rule('acme-key'),
  'policy/suppressions.yaml': 'version: 1\nsuppressions: []\n',
  'policy/playbooks/deep/one.yaml': 'id: one\n',
  'policy/notes.txt': 'nothing of the policy\n',
  'sub/stanch.yaml': 'version: 1\n',
  '.stanchignore': 'vendor/\n',
  'stanch-inventory.yaml': 'version: 1\n',
  'src/code.ts': 'export {}\n',
} as const

const taken = [
  '.stanchignore',
  'policy/playbooks/deep/one.yaml',
  'policy/rules/own.yaml',
  'policy/suppressions.yaml',
  'stanch-inventory.yaml',
  'stanch.yaml',
]

describe.skipIf(!gitHttpBackend.path)(`policy at a commit (${gitHttpBackend.skip})`, () => {
  test('the configuration and what it names is written, and nothing else', async () => {
    const forge = await Forge.start()
    const commit = forge.commit(policy)
    forge.commit({ 'stanch.yaml': 'version: 1\n' })
    const temporaryDirectory = testDirectory()
    const read = await materialisePolicy({
      repository: openRepository(forge.work), supply: undefined, commit, temporaryDirectory,
    }) // prettier-ignore
    expect(filesIn(read.directory)).toEqual(taken)
    expect(statSync(read.directory).mode & 0o777).toBe(0o700)
    expect(read.hasConfiguration).toBe(true)
    const { configuration, directory } = await readConfiguration({
      configurationPath: read.configurationPath, minConfidence: undefined, noIgnore: false, ruleFiles: [],
    }) // prettier-ignore
    expect(configuration.ignore).toEqual(['generated/'])
    expect(directory).toBe(read.directory)
    read.close()
    expect(existsSync(read.directory)).toBe(false)
    expect(readdirSync(temporaryDirectory)).toEqual([])
  })

  test('a central policy comes from another repository, one commit deep', async () => {
    const forge = await Forge.start()
    const commit = forge.commit(policy)
    forge.push()
    for (const workspace of [
      undefined,
      await forge.clone('refs/heads/main', '--filter=blob:none'),
    ]) {
      const opened = await openChangeRepository({
        workspace, serverUrl: forge.url, repository: repositoryName, token: undefined,
        temporaryDirectory: testDirectory(), env: process.env,
      }) // prettier-ignore
      const read = await materialisePolicy({
        ...opened,
        commit,
        temporaryDirectory: testDirectory(),
      })
      opened.close()
      expect(filesIn(read.directory)).toEqual(taken)
      expect(readFileSync(read.configurationPath, 'utf8')).toBe(policy['stanch.yaml'])
      read.close()
    }
  })

  test('without a configuration the defaults hold, and other files still count', async () => {
    const forge = await Forge.start()
    const commit = forge.commit({ '.stanchignore': 'x\n', 'sub/stanch.yaml': 'version: 1\n' })
    const read = await materialisePolicy({
      repository: openRepository(forge.work), supply: undefined, commit, temporaryDirectory: testDirectory(),
    }) // prettier-ignore
    expect(read.hasConfiguration).toBe(false)
    expect(filesIn(read.directory)).toEqual(['.stanchignore', 'stanch.yaml'])
    const { configuration } = await readConfiguration({
      configurationPath: read.configurationPath, minConfidence: undefined, noIgnore: false, ruleFiles: [],
    }) // prettier-ignore
    expect(configuration).toEqual(defaultConfiguration)
    read.close()
  })

  test.for([
    ['stanch.yaml', '/etc/passwd', 'stanch.yaml is a symbolic link'],
    ['policy/rules/other.yaml', '../../src/code.ts', 'policy/rules/other.yaml is a symbolic link'],
    ['policy/rules', '../src', 'policy/rules is a symbolic link'],
    ['.stanchignore', '/etc/passwd', '.stanchignore is a symbolic link'],
  ] as const)('%s as a link to %s is refused', async ([name, target, told]) => {
    const forge = await Forge.start()
    forge.commit(policy)
    forge.git('rm', '-r', '-q', '--ignore-unmatch', name)
    forge.write({ 'policy/rules/x': '' })
    forge.git('clean', '-fdq', 'policy/rules')
    symlinkSync(target, join(forge.work, name))
    const commit = forge.commit({})
    const temporaryDirectory = testDirectory()
    const reading = materialisePolicy({
      repository: openRepository(forge.work), supply: undefined, commit, temporaryDirectory,
    }) // prettier-ignore
    await expect(reading).rejects.toMatchObject({ code: 'POLICY_REFUSED' })
    await expect(reading).rejects.toThrow(told)
    expect(readdirSync(temporaryDirectory)).toEqual([])
  })

  test('a submodule in place of its rules is refused, and a commit that is nowhere is told', async () => {
    const forge = await Forge.start()
    const first = forge.commit(policy)
    forge.git('rm', '-r', '-q', 'policy/rules')
    forge.git('update-index', '--add', '--cacheinfo', `160000,${first},policy/rules`)
    const commit = forge.commitIndex()
    const place = { repository: openRepository(forge.work), supply: undefined, temporaryDirectory: testDirectory() } // prettier-ignore
    await expect(materialisePolicy({ ...place, commit })).rejects.toThrow(
      'policy/rules is a submodule',
    )
    for (const wrong of ['f'.repeat(40), 'main', '--help']) {
      await expect(materialisePolicy({ ...place, commit: wrong })).rejects.toMatchObject({
        code: 'POLICY_UNREADABLE',
      })
    }
  })
})

describe.skipIf(!gitHttpBackend.path)('edits of the policy', () => {
  test.for<[string, (forge: Forge) => void, string[]]>([
    ['none', (forge) => forge.commit({ 'src/code.ts': '1\n', 'policy/notes.txt': '2\n' }), []],
    ['the configuration', (forge) => forge.commit({ 'stanch.yaml': 'version: 1\n' }), ['stanch.yaml']],
    ['a rule that is new in a glob', (forge) => forge.commit({ 'policy/rules/new.yaml': rule('x') }), ['policy/rules/new.yaml']],
    ['a suppression', (forge) => forge.commit({ 'policy/suppressions.yaml': 'version: 1\n' }), ['policy/suppressions.yaml']],
    ['an ignore file anywhere', (forge) => forge.commit({ 'a/b/.stanchignore': '*\n' }), ['a/b/.stanchignore']],
    ['a configuration in a subdirectory', (forge) => forge.commit({ 'pkg/stanch.yaml': '' }), ['pkg/stanch.yaml']],
    ['a rule that goes', (forge) => { forge.git('rm', '-q', 'policy/rules/own.yaml'); forge.commitIndex() }, ['policy/rules/own.yaml']],
    ['a rule that moves away', (forge) => { forge.git('mv', 'policy/rules/own.yaml', 'src/'); forge.commitIndex() }, ['policy/rules/own.yaml']],
    ['what only the new configuration names', (forge) => forge.commit({ 'stanch.yaml': "version: 1\nrules: { files: ['more/*.yaml'] }\n", 'more/r.yaml': rule('y') }), ['more/r.yaml', 'stanch.yaml']],
    ['a configuration that cannot be read', (forge) => forge.commit({ 'stanch.yaml': ':\n:' }), ['stanch.yaml']],
    ['an edit that a later commit takes back', (forge) => { forge.commit({ 'stanch.yaml': '' }); forge.commit({ 'stanch.yaml': policy['stanch.yaml'] }) }, []],
  ])('%s', async ([, edit, expected]) => {
    const forge = await Forge.start()
    forge.commit(policy)
    forge.git('checkout', '-q', '-b', 'topic')
    edit(forge)
    const head = forge.git('rev-parse', 'HEAD')
    forge.git('checkout', '-q', 'main')
    // The base goes on by itself: that is no edit of the change.
    const base = forge.commit({ '.stanchignore': 'more/\n' })
    const repository = openRepository(forge.work)
    const configuration = {
      ...defaultConfiguration,
      rules: { ...defaultConfiguration.rules, files: ['policy/rules/*.yaml'] },
      suppressions: { ...defaultConfiguration.suppressions, file: 'policy/suppressions.yaml' },
    }
    expect(await findPolicyEdits({ repository, base, head, configuration })).toEqual(expected)
  }) // prettier-ignore

  test('they are named on a clone that was fetched for the scan, too', async () => {
    const forge = await Forge.start()
    const base = forge.commit(policy)
    forge.git('checkout', '-q', '-b', 'topic')
    const head = forge.commit({ 'stanch.yaml': 'version: 1\nrules: { disable: [] }\n', b: line(1) })
    forge.push()
    const opened = await openChangeRepository({
      workspace: await forge.clone('refs/heads/topic', '--depth=1'), serverUrl: forge.url,
      repository: repositoryName, token: undefined, temporaryDirectory: testDirectory(), env: process.env,
    }) // prettier-ignore
    const { scanIn } = await import('./forge.ts')
    const result = await scanIn(opened.repository, range(base, head), [], { supply: opened.supply })
    expect(secretsIn(result)).toEqual([1])
    const { repository } = opened
    expect(await findPolicyEdits({ repository, base, head, configuration: defaultConfiguration })).toEqual(['stanch.yaml']) // prettier-ignore
    opened.close()
  })
})

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .toSorted()
}
