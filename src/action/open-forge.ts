import { remoteRepositories } from '../scan/github/remote-repositories.ts'
import type { ForgeOptions } from './action-host.ts'
import type { Forge } from './forge.ts'

/** GitHub, as the Action sees it. Nothing of its interface is loaded before. */
export async function openForge({ token, env, signal, onNote }: ForgeOptions): Promise<Forge> {
  const [{ readGithubAddresses }, { openGithub }, { readRepository }] = await Promise.all([
    import('../github/github-addresses.ts'),
    import('../github/open-github.ts'),
    import('../github/read-repository.ts'),
  ])
  const addresses = readGithubAddresses(env)
  const auth = { kind: 'token', token } as const
  const github = await openGithub({ addresses, auth, env, signal, onNote })
  const { readPull } = await import('../github/read-pull.ts')
  const { readPullTexts } = await import('../github/read-pull-texts.ts')
  const { readEventTexts } = await import('../github/read-event-texts.ts')
  const { openPullComments } = await import('../github/pull-comments.ts')
  return {
    readRepository: async (name) => {
      const { visibility, defaultCommit } = await readRepository(github, name)
      return { isPublic: visibility === 'public', defaultCommit }
    },
    async *readTexts(target) {
      const { name } = target.repository
      if (target.kind === 'texts') yield* readEventTexts(github, name, target.subject)
      else yield* readPullTexts(github, await readPull(github, name, target.number))
    },
    commentsOf: ({ repository, number }) => openPullComments(github, repository.name, number),
    estate: () => {
      const { origin } = new URL(addresses.serverUrl)
      const access = { origin, readToken: () => github.readToken(), env, signal }
      return { github, remotes: remoteRepositories(access) }
    },
    close: () => github.close(),
  }
}
