import type { Github } from '../github.ts'

/** The little of GitHub's interface that reading an estate needs. */
export type GithubReader = Pick<Github, 'host' | 'webUrl' | 'get' | 'graphql' | 'download'>
