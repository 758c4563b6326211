import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, type OperationDefinitionNode } from 'graphql';
import type { GatewayContext } from './services-data-source.ts';

/**
 * Refuses what stock @apollo/gateway answers with status 500: an operation name that the document does not have, and
 * an operation of a kind that the graph does not have.
 */
export function operationCheck(): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operation, request, schema }) {
          // Apollo Server's type promises an operation; there is none when the name fits no operation.
          const found = operation as OperationDefinitionNode | undefined;
          if (!found) throw badRequest('OPERATION_RESOLUTION_FAILURE', missing(request.operationName));
          if (schema.getRootType(found.operation)) return;
          throw badRequest('GRAPHQL_VALIDATION_FAILED', `The graph has no operations of type ${found.operation}.`);
        },
      };
    },
  };
}

function missing(operationName: string | undefined): string {
  if (!operationName) return 'The document has several operations; operationName must name one.';
  return `The document has no operation named "${operationName}".`;
}

function badRequest(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status: 400 } } });
}
