import { afterEach, expect, onTestFinished } from 'vitest'
import { answerWithGit } from '../github/git-server.ts'
import { GithubJudge } from '../github/github-judge.ts'
import { startGithubServer, type GithubServer } from '../github/github-server.ts'
import { botToken, botTokens } from '../github/opened.ts'
import type { WorldRepository } from '../github/world.ts'
import { prism } from '../providers/prism/describe-github.ts'
import type { BuiltServer } from './run-built.ts'
import { repositoryName, type Forgery } from './run-entry.ts'

export const judge = new GithubJudge()

/** After each test of the file: wherever GitHub's descriptions are installed, all that was asked and answered fits them. */
export function holdToDescriptions(): void {
  afterEach(async () => {
    if (prism.path !== undefined) expect((await judge.judge()).faults).toEqual([])
  }, 120_000)
}

/** GitHub with one private repository, until the test is over. */
export async function serveBuilt(
  forgery: Forgery,
  main: string,
  beside: Omit<WorldRepository, 'name'> = {},
): Promise<GithubServer & BuiltServer> {
  const branches = { main }
  const server = await startGithubServer({
    world: {
      tokens: botTokens,
      repositories: [{ name: repositoryName, visibility: 'private', branches, ...beside }],
    },
    others: answerWithGit({ root: forgery.root, token: botToken }),
    onExchange: judge.take,
  })
  onTestFinished(() => server.stop())
  return Object.assign(server, { token: botToken })
}
