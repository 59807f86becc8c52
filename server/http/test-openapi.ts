import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { OpenApiDocument } from './openapi.ts'

/**
 * Holds answers to an OpenAPI document: every field is documented, has the type it says, and is there when it says so.
 * @returns checks one answer, and throws with all that is wrong with it.
 */
export function answerChecker(document: OpenApiDocument) {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  ajv.addSchema({ $id: 'document', ...document })
  const routes = Object.entries(document.paths).map(([path, operations]) => ({
    path,
    operations,
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  }))
  const compiled = new Map<string, ValidateFunction>()

  /** @param path below the document's server, without its query. */
  return (method: string, path: string, status: number, body: unknown): void => {
    const verb = method.toLowerCase()
    const route = routes.find(({ pattern, operations }) => pattern.test(path) && operations[verb])
    // A path that there is not answers an error, and that is documented for all.
    if (!route) return
    const response = route.operations[verb]!.responses[status]
    if (!response) throw new Error(`${method} ${path} answered ${status}, which is not documented.`)
    if (!response.content) {
      if (body !== null) throw new Error(`${method} ${path} answered a body with ${status}; none is documented.`)
      return
    }
    const pointer = `document#/paths/${escaped(route.path)}/${verb}/responses/${status}/content/application~1json/schema`
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: pointer })
    compiled.set(pointer, validate)
    if (validate(body)) return
    throw new Error(`${method} ${path} ${status}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(body)}`)
  }
}

const escaped = (path: string) => encodeURIComponent(path.replaceAll('~', '~0').replaceAll('/', '~1'))
