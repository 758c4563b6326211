import type { ApolloServerPlugin } from '@apollo/server';
import { holds } from '@strata/basis-core';
import { BREAK, type DocumentNode, GraphQLError, visit } from 'graphql';
import type { GatewayContext } from './services-data-source.ts';

/** The permission that lets an operator ask a production system for its schema. */
export const INTROSPECT_PERMISSION = 'platform:introspect';

const FORBIDDEN_HTTP_STATUS = 403;

/** Outside development, answers questions about the schema only to who holds `platform:introspect`. */
export function introspectionForOperators(): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, contextValue }) {
          if (!introspects(document) || holds(contextValue.identity.viewer, INTROSPECT_PERMISSION)) return;
          throw new GraphQLError('You may not ask for the schema.', {
            extensions: { code: 'FORBIDDEN', http: { status: FORBIDDEN_HTTP_STATUS } },
          });
        },
      };
    },
  };
}

function introspects(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Field({ name }) {
      if (name.value !== '__schema' && name.value !== '__type') return undefined;
      found = true;
      return BREAK;
    },
  });
  return found;
}
