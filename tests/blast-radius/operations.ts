// demo
/** Something that a client of the shop does. */
export interface Operation {
  readonly name: string;
  /** Whose account; nobody's by default. */
  readonly as?: 'customer' | 'staff';
  readonly query: string;
  variables?(given: Given): Record<string, unknown>;
}

/** What there is for operations to be about. */
export interface Given {
  productId: string;
  /** An order of the customer that is CONFIRMED; a new one for each operation. */
  orderId: string;
  /** An order of the customer that is SHIPPED. */
  shippedId: string;
  number: number;
}

const forOrder = ({ orderId }: Given) => ({ id: orderId });
const LINES = 'lines { quantity unitPrice { amount } productName product { name } }';

/** Every operation of the demonstration's clients. */
export const operations: readonly Operation[] = [
  {
    name: 'shop window: products with price, stock, rating, reviews and their authors',
    query: `{ products(first: 5) { totalCount nodes { name price { amount } stock { available } rating
      reviews(first: 2) { nodes { rating body author { displayName } } } } } }`,
  },
  {
    name: 'list of products with prices',
    query: '{ products(first: 20) { nodes { id name price { amount } } } }',
  },
  {
    name: 'reviews of a product, with its name and their authors',
    query: `query($id: ID!) { product(id: $id) { name reviews(first: 5) { nodes { body author { displayName } } } } }`,
    variables: ({ productId }) => ({ id: productId }),
  },
  { name: 'who am I', as: 'customer', query: '{ me { displayName email } }' },
  {
    name: 'my orders, with customers’ and products’ names',
    as: 'customer',
    query: `{ orders(first: 5) { totalCount nodes { number status total { amount } customer { displayName } ${LINES} } } }`,
  },
  {
    name: 'one order, with its payment',
    as: 'customer',
    query: `query($id: ID!) { order(id: $id) { number status payment { status } ${LINES} } }`,
    variables: forOrder,
  },
  {
    name: 'placeOrder',
    as: 'customer',
    query: `mutation($id: ID!) { placeOrder(input: { lines: [{ productId: $id, quantity: 1 }] }) {
      order { number status total { amount } ${LINES} } } }`,
    variables: ({ productId }) => ({ id: productId }),
  },
  {
    name: 'cancelOrder',
    as: 'customer',
    query: 'mutation($id: ID!) { cancelOrder(input: { orderId: $id }) { order { status } } }',
    variables: forOrder,
  },
  {
    name: 'shipOrder',
    as: 'staff',
    query: 'mutation($id: ID!) { shipOrder(input: { orderId: $id }) { order { status } } }',
    variables: forOrder,
  },
  {
    name: 'deliverOrder',
    as: 'staff',
    query: 'mutation($id: ID!) { deliverOrder(input: { orderId: $id }) { order { status } } }',
    variables: ({ shippedId }) => ({ id: shippedId }),
  },
  {
    name: 'adjustStock, with the product’s name',
    as: 'staff',
    query: `mutation($id: ID!) { adjustStock(input: { productId: $id, delta: 1, reason: "Found" }) {
      stock { available } product { name } } }`,
    variables: ({ productId }) => ({ id: productId }),
  },
  {
    name: 'updateProduct',
    as: 'staff',
    query: 'mutation($input: UpdateProductInput!) { updateProduct(input: $input) { product { name } } }',
    variables: ({ productId, number }) => ({ input: { id: productId, name: `Renamed ${number}` } }),
  },
];
