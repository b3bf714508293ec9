import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HookProgram } from '../../src/git/hook-script.ts'

/** Stands in for the scan: notes how it is called, and ends as it is told to. */
export interface StubProgram {
  readonly program: HookProgram
  endWith(status: number): void
  /** `name arguments`, then the lines of standard input of calls that read it, each after a `<`. */
  calls(): string[]
  /** A hook that notes its call and its standard input as well. */
  hook(name: string, status?: number): string
  /** A program that notes its call and hands on its standard input. */
  command(path: string): void
}

/** @param directory for its files, may be new */
export function makeStub(directory: string): StubProgram {
  mkdirSync(directory, { recursive: true })
  const log = join(directory, 'log')
  const main = join(directory, 'main.js')
  const status = join(directory, 'status')
  const note = (name: string) => `
log=${quote(log)}
echo "${name} $*" >>"$log"
case " $* " in
  *' scan git --staged '* | *' --version '*) ;;
  *) while IFS= read -r line; do printf '<%s\\n' "$line" >>"$log"; done ;;
esac`
  const ending = `\nread -r status <${quote(status)}\nexit "$status"\n`
  writeFileSync(main, note('stanch') + ending)
  writeFileSync(status, '0\n')
  return {
    program: { node: '/bin/sh', main },
    endWith: (wanted) => writeFileSync(status, `${wanted}\n`),
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : []),
    hook: (name, wanted = 0) => `#!/bin/sh${note(name)}\nexit ${wanted}\n`,
    command: (path) => {
      writeFileSync(path, `#!/bin/sh${note(path.slice(path.lastIndexOf('/') + 1))}${ending}`)
      chmodSync(path, 0o755)
    },
  }
}

/** Kept apart from the quoting that is under test. */
function quote(text: string): string {
  return `'${text.split("'").join(`'"'"'`)}'`
}
