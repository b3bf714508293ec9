import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gitWord, runGit } from '../git/git-process.ts'

/** A work tree whose remote `origin` is a bare repository. */
export class WorkTree {
  readonly directory: string

  constructor(directory: string, origin: string) {
    this.directory = directory
    runGit(directory, ['init', '-q', '--initial-branch=main', '--template=', '.'])
    runGit(directory, ['remote', 'add', 'origin', origin])
  }

  git(...args: readonly string[]): string {
    return gitWord(this.directory, args)
  }

  /** @returns its name */
  commit(files: Readonly<Record<string, string>>): string {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.directory, name)), { recursive: true })
      writeFileSync(join(this.directory, name), content)
    }
    this.git('add', '--all')
    this.git('commit', '-q', '-m', 'next')
    return this.git('rev-parse', 'HEAD')
  }
}
