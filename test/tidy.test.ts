import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { CompiledRule } from '../src/rules/rule-pack.ts'
import { isConfident } from '../src/rules/rule.ts'
import { makeEngine, scanBytes } from './engine/real-pack.ts'

const root = join(import.meta.dirname, '..')

/** Each room may import only itself and rooms above it. */
const rooms = [
  'text', 'rules', 'engine', 'redact', 'exports', 'inventory', 'incident', 'report',
  'sources', 'git', 'providers', 'github', 'store', 'scan', 'stream', 'serve', 'agent', 'action', 'cli', 'build',
] // prettier-ignore

/** The rooms down to here are pure: no file, network, clock or environment. */
const lastPureRoom = 'report'

const topLevel = [
  'package.json', 'package-lock.json', 'tsconfig.json', 'src', 'rules', 'test', 'action.yml', 'README.md', 'LICENSE', 'CHANGELOG.md',
] // prettier-ignore

/** Files that may be longer than {@link linesMax}, and why. */
const longFiles: Readonly<Record<string, string>> = {
  'src/engine/wasm/regions.ts': 'one WASM module whose passes share state by inlining',
  'src/git/wasm/inflate.ts': 'one WASM module whose parts share state by inlining',
  'src/scan/document-scanner.ts': 'to be split',
  'src/text/vocabulary.ts': 'generated',
}
const linesMax = 300

/** Tracked, and new but not ignored; what was deleted but not yet committed is left out. */
const files = execFileSync('git', ['ls-files', '-z', '-c', '-o', '--exclude-standard'], {
  cwd: root,
})
  .toString()
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)))

const sources = files.filter((path) => /^src\/.*\.ts$/.test(path))
const modules = sources.filter((path) => !/^src\/(?:engine|exports|git)\/wasm\//.test(path))

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** Whatever the file names as a module: static, type-only, dynamic and `typeof import()`. */
function importsOf(text: string): string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  return Array.from(
    code.matchAll(/(?:\bfrom\s*|\bimport\s*|\bimport\s*\(\s*|\brequire\s*\(\s*)['"]([^'"]+)['"]/g),
    ([, target]) => target!,
  )
}

/** @returns the room's place in the order; the doors `src/*.ts` stand below all rooms */
function placeOf(path: string): number {
  const [, room, ...rest] = path.split('/')
  if (rest.length === 0) return rooms.length
  expect(rooms, `${path} stands in an unknown room`).toContain(room)
  return rooms.indexOf(room!)
}

test.for(modules)('%s imports only its own room and those above', (path) => {
  for (const target of importsOf(read(path))) {
    if (!target.startsWith('.')) continue
    const reached = join(path, '..', target)
    expect(target, `${path}: imports end in .ts`).toMatch(/\.ts$/)
    expect(existsSync(join(root, reached)), `${path}: no ${reached}`).toBe(true)
    expect(placeOf(reached), `${path} imports downward: ${target}`).toBeLessThanOrEqual(
      placeOf(path),
    )
  }
})

test.for(modules.filter((path) => placeOf(path) <= rooms.indexOf(lastPureRoom)))(
  '%s touches nothing outside',
  (path) => {
    const text = read(path)
    expect(importsOf(text).filter((target) => target.startsWith('node:'))).toEqual([])
    expect(text).not.toMatch(
      /\bprocess\.(?:env|argv|cwd|std)|\bBuffer\.|\bnew Date\(\)|\bDate\.now\(|\bperformance\.now\(|\bMath\.random\(/,
    )
  },
)

test('the checks above see every kind of import', () => {
  const text =
    "import type { A } from './a.ts'\nimport {\n  b,\n} from './b.ts'\nexport * from './c.ts'\nimport './d.ts'\n" +
    "const e = await import('./e.ts')\nlet f: typeof import('./f.ts')\nrequire('g')\n// import './h.ts'\n"
  expect(importsOf(text)).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts', './f.ts', 'g'])
})

test('the top level holds only what the layout allows', () => {
  const names = new Set(files.map((path) => path.split('/')[0]!))
  expect([...names].filter((name) => !name.startsWith('.') && !topLevel.includes(name))).toEqual([])
})

test('there is no enum and no default export but in configuration files', () => {
  const faulty = files.filter(
    (path) =>
      path.endsWith('.ts') &&
      !path.endsWith('.config.ts') &&
      /^\s*(?:export\s+)?(?:const\s+)?enum\s|^export default\b/m.test(read(path)),
  )
  expect(faulty).toEqual([])
})

test(`no source file is longer than ${linesMax} lines without a reason`, () => {
  const long = sources
    .filter((path) => read(path).trimEnd().split('\n').length > linesMax)
    .filter((path) => longFiles[path] === undefined)
  expect(long).toEqual([])
})

/** What {@link assembleSample} makes a token of is none yet: `⟦`, `⟧`, `<base62:16>`, `<uuid>`. */
const template = /[⟦⟧]|<[a-zA-Z0-9-]+:[^>]+>|<(?:uuid|jwt|bech32)>/

/** In rule files a name is often given a mere prefix. */
function isPieceOfExample(path: string, { anchors }: CompiledRule, length: number): boolean {
  return path.startsWith('rules/detect/') && anchors.kind === 'names' && length < 24
}

/** Found, but no token: half of an example, a negative example, a set of characters. */
const known: Readonly<Record<string, string>> = {
  'rules/detect/account-identifiers.yaml firebase-database-address': 'end of an example',
  'rules/detect/anthropic.yaml generic-secret': 'negative example: a run of one letter',
  'rules/detect/aws.yaml generic-secret': 'negative example: a prefix',
  'rules/detect/command-arguments.yaml user-command-password': 'the anchors of the rule itself',
  'rules/detect/commands.yaml sshpass-password': 'the pattern or the anchors of the rule itself',
  'rules/detect/commands.yaml windows-net-password':
    'the pattern or the anchors of the rule itself',
  'rules/detect/config-files.yaml generic-password': 'the marks and the head of a vault',
  'rules/detect/connection-strings.yaml generic-password': 'negative example: <password>',
  'rules/detect/developer-services.yaml cloudinary-api-secret': 'the last part of an address',
  'rules/detect/generic.yaml generic-password': 'the anchors of the rule itself',
  'rules/detect/fintech.yaml curl-user-password': 'an example, assembled only when it is tried',
  'rules/detect/mail.yaml generic-secret': 'the name of a scheme before the secret',
  'rules/detect/payments.yaml generic-secret': 'negative example: the head of a JWT',
  'rules/detect/private-keys.yaml generic-secret': 'the fixed head of a key',
  'rules/detect/private-keys.yaml private-key-der-base64': 'the fixed head of a key',
  'rules/detect/productivity.yaml generic-secret': 'the fixed head of a token',
  'rules/detect/project-work.yaml myintervals-api-key':
    'an example, assembled only when it is tried',
  'rules/detect/slack.yaml generic-secret': 'negative example',
  'rules/detect/tokens.yaml generic-secret': 'negative example: the head of a seed',
  'src/engine/assignment.ts generic-password': 'a list of names in prose',
  'src/rules/sample.ts generic-password': 'a set of characters',
  'test/scan/inline-allow.test.ts url-basic-auth-password': 'the inline marker as a password',
}

test('no file of the repository holds a whole token', () => {
  const engine = makeEngine()
  const found = files
    .filter((path) => statSync(join(root, path)).isFile())
    .flatMap((path) =>
      scanBytes(engine, readFileSync(join(root, path)), { path })
        .filter(({ confidence }) => isConfident(confidence, 'medium'))
        .filter(({ secret }) => !template.test(Buffer.from(secret).toString()))
        .filter(({ rule, secret }) => !isPieceOfExample(path, rule, secret.length))
        .filter(({ rule }) => known[`${path} ${rule.id}`] === undefined)
        .map((match) => `${path}:${match.place.line}:${match.place.column} ${match.rule.id}`),
    )
  expect(found).toEqual([])
})
