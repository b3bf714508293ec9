import { execFileSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs' // prettier-ignore
import { dirname } from 'node:path'
import { plantedLine } from './log-lines.ts'
import { RandomText } from './random-text.ts'

const startTime = Date.UTC(2020, 0, 6)
const secondsBetween = 5 * 3600
const filesPerDirectory = 12
/** Of the first commit; later ones add a file now and then. */
const filesAtFirst = 60
const addEvery = 8
const plantEvery = 50
/** Every other secret is taken out again so many commits later; the rest are in `HEAD`. */
const keptCommits = 20
const bytesMin = 1 << 10
const bytesMax = 50 << 10

/**
 * Makes a bare repository of one branch, unless it is there already: files that grow by small edits, one pack as
 * `git repack -adf` leaves it. The same number of commits gives the same commits.
 *
 * @returns places (`path:line`) where secrets were planted; the line is that of the commit that brought it
 */
export function generateRepository(path: string, commits: number): readonly string[] {
  const side = `${path}.planted.json`
  if (!existsSync(side)) {
    const half = `${path}.new`
    for (const old of [half, path]) rmSync(old, { recursive: true, force: true })
    mkdirSync(dirname(path), { recursive: true })
    const planted = writeRepository(half, commits)
    renameSync(half, path)
    writeFileSync(`${side}.new`, JSON.stringify(planted))
    renameSync(`${side}.new`, side)
  }
  return JSON.parse(readFileSync(side, 'utf8')) as string[]
}

function writeRepository(path: string, commits: number): string[] {
  const stream = `${path}.import`
  const planted = writeStream(stream, commits)
  const git = (args: readonly string[], input: number | 'ignore' = 'ignore') =>
    execFileSync('git', args, { stdio: [input, 'ignore', 'inherit'] })
  git(['init', '--quiet', '--bare', '--initial-branch=main', path])
  const input = openSync(stream, 'r')
  git(['-C', path, 'fast-import', '--quiet'], input)
  closeSync(input)
  rmSync(stream)
  git(['-C', path, 'repack', '-adfq'])
  return planted
}

interface EditedFile {
  readonly path: string
  readonly lines: string[]
}

function writeStream(stream: string, commits: number): string[] {
  const text = new RandomText(5)
  const files: EditedFile[] = []
  const planted: Planted[] = []
  const output = openSync(stream, 'w')
  for (let at = 0; at < commits; at++) {
    const time = startTime / 1000 + at * secondsBetween
    const changed = new Set(at === 0 ? [] : editSome(files, text))
    const added = at === 0 ? filesAtFirst : Number(at % addEvery === 0)
    for (let count = 0; count < added; count++) changed.add(addFile(files, text))
    if (at % plantEvery === plantEvery / 2) {
      const one = plant(files, planted.length, text, new Date(time * 1000), at)
      planted.push(one)
      changed.add(one.file)
    }
    for (const { file, record, at: before, turn } of planted) {
      if (before + keptCommits !== at || turn % 2 === 0) continue
      file.lines.splice(file.lines.indexOf(record), 1)
      changed.add(file)
    }
    writeSync(output, commitOf(time, changed, text))
  }
  closeSync(output)
  return planted.map(({ place }) => place)
}

function commitOf(time: number, changed: ReadonlySet<EditedFile>, text: RandomText): string {
  const message = `change ${text.pick(nouns)} ${text.run('digits', 5)}`
  const who = `committer A Developer <dev@example.org> ${time} +0000`
  const blobs = Array.from(changed, ({ path, lines }) => {
    const content = `${lines.join('\n')}\n`
    return `M 100644 inline ${path}\ndata ${content.length}\n${content}\n`
  })
  return `commit refs/heads/main\n${who}\ndata ${message.length}\n${message}\n${blobs.join('')}\n`
}

function addFile(files: EditedFile[], text: RandomText): EditedFile {
  const number = String(files.length).padStart(5, '0')
  const path = `src/${text.pick(nouns)}/${Math.floor(files.length / filesPerDirectory)}/file-${number}.ts`
  // Most files are small: the size is the smaller of two.
  const range = bytesMax - bytesMin
  const bytes = bytesMin + Math.min(text.below(range), text.below(range))
  const lines: string[] = []
  for (let length = 0; length < bytes; length += lines.at(-1)!.length + 1) {
    lines.push(codeLine(text))
  }
  const file = { path, lines }
  files.push(file)
  return file
}

/** One to three files, one to three runs of lines in each. Planted lines stay. */
function editSome(files: readonly EditedFile[], text: RandomText): EditedFile[] {
  return Array.from({ length: 1 + text.below(3) }, () => {
    const file = text.pick(files)
    for (let edits = 1 + text.below(3); edits > 0; edits--) {
      const at = text.below(file.lines.length)
      const count = 1 + text.below(4)
      const gone = file.lines.slice(at, at + count).some((line) => !isCode(line)) ? 0 : count
      const lines = Array.from({ length: 1 + text.below(4) }, () => codeLine(text))
      file.lines.splice(at, gone, ...lines)
    }
    return file
  })
}

interface Planted {
  readonly file: EditedFile
  readonly record: string
  readonly place: string
  readonly turn: number
  /** Number of the commit. */
  readonly at: number
}

function plant(
  files: readonly EditedFile[],
  turn: number,
  text: RandomText,
  time: Date,
  at: number,
): Planted {
  const file = text.pick(files)
  const record = plantedLine(turn, text, time)
  const line = text.below(file.lines.length)
  file.lines.splice(line, 0, record)
  return { file, record, place: `${file.path}:${line + 1}`, turn, at }
}

const nouns = ['order', 'cart', 'invoice', 'session', 'shard', 'mailer', 'ledger', 'gateway', 'tenant', 'quota'] // prettier-ignore
const verbs = ['load', 'merge', 'flush', 'parse', 'render', 'retry', 'count', 'close', 'assign', 'split'] // prettier-ignore
const indents = ['', '  ', '  ', '    ', '    ', '      ']

/** A line that looks like source text, and ends so that {@link isCode} knows it. */
function codeLine(text: RandomText): string {
  const noun = text.pick(nouns)
  const call = `${text.pick(verbs)}${text.pick(nouns)}${text.below(100)}`
  const bodies = [
    `const ${noun}${text.below(1000)} = await ${call}(${noun}, ${text.below(5000)});`,
    `if (${noun}.${text.pick(verbs)}Count > ${text.below(90)}) return ${call}(${noun});`,
    `export function ${call}(${noun}: number, token: string): void {};`,
    `// ${text.pick(verbs)} the ${noun} before the ${text.pick(nouns)}, see ${text.below(9000)};`,
    `log.info('${noun} ${text.pick(verbs)} done', { id: '${text.run('hex', 8)}' });`,
  ]
  return text.pick(indents) + text.pick(bodies)
}

function isCode(line: string): boolean {
  return line.endsWith(';')
}
