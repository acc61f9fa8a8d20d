/**
 * What may be asked of the server and what it answers, from its own OpenAPI document (`npm run types`, part of
 * `npm run check`). A path is written as it is called, `/v1/persons/${id}`.
 */
import type { components, paths } from '../../generated/api'

export type Schemas = components['schemas']
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

interface Operation {
  parameters: { query?: object }
  requestBody?: { content: object }
  responses: object
}
type Templates<M extends Method> = { [K in keyof paths]: paths[K][M] extends Operation ? K : never }[keyof paths]

type Called<K extends string> = K extends `${infer A}{${string}}${infer B}` ? `${A}${string}${Called<B>}` : K
/** Every path that a method may be called with. */
export type PathOf<M extends Method> = Called<Templates<M>>

// Both the document's paths and those called are looked up with their members blank.
type Blank<K extends string> = K extends `${infer A}{${string}}${infer B}` ? `${A}{}${Blank<B>}` : K
type Segment<S extends string> = `${number}` extends S ? '{}' : S
type Bare<P extends string> = P extends `${infer A}/${infer B}` ? `${Segment<A>}/${Bare<B>}` : P extends `{${string}}` ? '{}' : Segment<P>
type Calls = { [M in Method]: { [K in Templates<M> as Blank<K>]: paths[K][M] } }
type Of<M extends Method, P extends string> = Extract<Calls[M][Bare<Blank<P>> & keyof Calls[M]], Operation>

type Json<T> = T extends { content: { 'application/json': infer B } } ? B : undefined
type Good<R> = R extends { 200: infer A } ? A : R extends { 201: infer A } ? A : undefined
/** What the server answers with. */
export type Answer<M extends Method, P extends string> = Json<Good<Of<M, P>['responses']>>
/** What is sent; undefined where nothing is. */
export type Body<M extends Method, P extends string> = Of<M, P> extends { requestBody?: infer B } ? Json<NonNullable<B>> : undefined

type Members<Q> = [Q] extends [never] ? unknown : { [K in keyof Q]: undefined extends Q[K] ? Q[K] | null | '' : Q[K] }
/** Members of the address; what is empty is left out of it. */
export type Query<M extends Method, P extends string> = Members<NonNullable<Of<M, P>['parameters']['query']>>
/** The query as an argument: optional where the server needs nothing. */
export type Asking<M extends Method, P extends string> =
  Record<never, never> extends Query<M, P> ? [query?: Query<M, P>] : [query: Query<M, P>]
export type Sending<M extends Method, P extends string> = [Body<M, P>] extends [undefined]
  ? Record<never, never> extends Query<M, P>
    ? [body?: undefined, query?: Query<M, P>]
    : [body: undefined, query: Query<M, P>]
  : [body: Body<M, P>, ...Asking<M, P>]

/** One of the list that a path answers with. */
export type ItemOf<P extends string> =
  Answer<'get', P> extends { items: (infer T)[] } ? T : Answer<'get', P> extends (infer T)[] ? T : never
