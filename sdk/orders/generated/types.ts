export default {
    "scalars": [
        1,
        2,
        3,
        7,
        8,
        9,
        20,
        22,
        29,
        30,
        31,
        32,
        33,
        34,
        36
    ],
    "types": {
        "Query": {
            "order": [
                13,
                {
                    "id": [
                        1,
                        "ID!"
                    ]
                }
            ],
            "orders": [
                14,
                {
                    "filter": [
                        16
                    ],
                    "first": [
                        2
                    ],
                    "after": [
                        3
                    ]
                }
            ],
            "_entities": [
                37,
                {
                    "representations": [
                        36,
                        "[_Any!]!"
                    ]
                }
            ],
            "_service": [
                35
            ],
            "__typename": [
                3
            ]
        },
        "ID": {},
        "Int": {},
        "String": {},
        "Mutation": {
            "cancelOrder": [
                6,
                {
                    "input": [
                        5,
                        "CancelOrderInput!"
                    ]
                }
            ],
            "deliverOrder": [
                11,
                {
                    "input": [
                        10,
                        "DeliverOrderInput!"
                    ]
                }
            ],
            "placeOrder": [
                24,
                {
                    "input": [
                        23,
                        "PlaceOrderInput!"
                    ]
                }
            ],
            "shipOrder": [
                26,
                {
                    "input": [
                        25,
                        "ShipOrderInput!"
                    ]
                }
            ],
            "__typename": [
                3
            ]
        },
        "CancelOrderInput": {
            "orderId": [
                1
            ],
            "__typename": [
                3
            ]
        },
        "CancelOrderPayload": {
            "order": [
                13
            ],
            "__typename": [
                3
            ]
        },
        "CurrencyCode": {},
        "DateTime": {},
        "Decimal": {},
        "DeliverOrderInput": {
            "orderId": [
                1
            ],
            "__typename": [
                3
            ]
        },
        "DeliverOrderPayload": {
            "order": [
                13
            ],
            "__typename": [
                3
            ]
        },
        "Money": {
            "amount": [
                9
            ],
            "currency": [
                7
            ],
            "__typename": [
                3
            ]
        },
        "Order": {
            "id": [
                1
            ],
            "number": [
                3
            ],
            "status": [
                20
            ],
            "placedAt": [
                8
            ],
            "shippedAt": [
                8
            ],
            "deliveredAt": [
                8
            ],
            "cancelledAt": [
                8
            ],
            "total": [
                12
            ],
            "rejection": [
                19
            ],
            "lines": [
                17
            ],
            "customer": [
                28
            ],
            "__typename": [
                3
            ]
        },
        "OrderConnection": {
            "nodes": [
                13
            ],
            "edges": [
                15
            ],
            "pageInfo": [
                21
            ],
            "totalCount": [
                2
            ],
            "__typename": [
                3
            ]
        },
        "OrderEdge": {
            "node": [
                13
            ],
            "cursor": [
                3
            ],
            "__typename": [
                3
            ]
        },
        "OrderFilter": {
            "status": [
                20
            ],
            "customerId": [
                1
            ],
            "productId": [
                1
            ],
            "placedAfter": [
                8
            ],
            "placedBefore": [
                8
            ],
            "__typename": [
                3
            ]
        },
        "OrderLine": {
            "productName": [
                3
            ],
            "quantity": [
                2
            ],
            "unitPrice": [
                12
            ],
            "product": [
                27
            ],
            "__typename": [
                3
            ]
        },
        "OrderLineInput": {
            "productId": [
                1
            ],
            "quantity": [
                2
            ],
            "__typename": [
                3
            ]
        },
        "OrderRejection": {
            "code": [
                3
            ],
            "message": [
                3
            ],
            "__typename": [
                3
            ]
        },
        "OrderStatus": {},
        "PageInfo": {
            "hasNextPage": [
                22
            ],
            "hasPreviousPage": [
                22
            ],
            "startCursor": [
                3
            ],
            "endCursor": [
                3
            ],
            "__typename": [
                3
            ]
        },
        "Boolean": {},
        "PlaceOrderInput": {
            "lines": [
                18
            ],
            "__typename": [
                3
            ]
        },
        "PlaceOrderPayload": {
            "order": [
                13
            ],
            "__typename": [
                3
            ]
        },
        "ShipOrderInput": {
            "orderId": [
                1
            ],
            "__typename": [
                3
            ]
        },
        "ShipOrderPayload": {
            "order": [
                13
            ],
            "__typename": [
                3
            ]
        },
        "Product": {
            "id": [
                1
            ],
            "name": [
                3
            ],
            "__typename": [
                3
            ]
        },
        "User": {
            "id": [
                1
            ],
            "displayName": [
                3
            ],
            "orders": [
                14,
                {
                    "first": [
                        2
                    ],
                    "after": [
                        3
                    ]
                }
            ],
            "__typename": [
                3
            ]
        },
        "link__Import": {},
        "link__Purpose": {},
        "federation__FieldSet": {},
        "federation__Scope": {},
        "federation__Policy": {},
        "federation__ContextFieldValue": {},
        "_Service": {
            "sdl": [
                3
            ],
            "__typename": [
                3
            ]
        },
        "_Any": {},
        "_Entity": {
            "on_Order": [
                13
            ],
            "on_Product": [
                27
            ],
            "on_User": [
                28
            ],
            "__typename": [
                3
            ]
        }
    }
}