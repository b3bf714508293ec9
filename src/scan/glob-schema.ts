import * as v from 'valibot'
import { reasonOf } from '../text/error.ts'
import { compileGlob } from './glob.ts'

/** A glob that compiles; what is wrong with one is said as the compiler says it. */
export const glob = v.pipe(
  v.string('expected a glob'),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    try {
      compileGlob(dataset.value)
    } catch (error) {
      addIssue({ message: reasonOf(error).replace('Glob: ', '') })
    }
  }),
)
