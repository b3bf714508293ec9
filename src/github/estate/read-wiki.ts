import type { ResourceReader } from './read-context.ts'

/** A wiki is a git repository beside the other; who deletes a page leaves it in the history. */
export const readWiki: ResourceReader = async function* ({ github, repository }, position) {
  yield {
    kind: 'clone',
    url: `${github.webUrl}/${repository}.wiki.git`,
    path: `${repository}/wiki`,
    repository,
    part: 'wiki',
    urlOf: (commit, path) => {
      const page = encodeURIComponent(path.replace(/\.[a-z]+$/i, ''))
      return `${github.webUrl}/${repository}/wiki/${page}/${commit}`
    },
    lastRead: position.latest,
    isWhole: true,
    // It is made with its first page.
    mayBeMissing: 'the wiki has no page',
  }
}

/** The repository itself, with the heads of its pull requests. */
export const readCode: ResourceReader = async function* ({ github, repository }, position) {
  yield {
    kind: 'clone',
    url: `${github.webUrl}/${repository}.git`,
    path: repository,
    repository,
    part: 'code',
    urlOf: (commit, path) =>
      `${github.webUrl}/${repository}/blob/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`,
    lastRead: position.latest,
    isWhole: true,
    mayBeMissing: undefined,
  }
}
