export default {
    "scalars": [
        1,
        2,
        3,
        7,
        9,
        13,
        14,
        15,
        16,
        17,
        18,
        20
    ],
    "types": {
        "Query": {
            "payment": [
                10,
                {
                    "id": [
                        1,
                        "ID!"
                    ]
                }
            ],
            "payments": [
                11,
                {
                    "first": [
                        2
                    ],
                    "after": [
                        3
                    ]
                }
            ],
            "_entities": [
                21,
                {
                    "representations": [
                        20,
                        "[_Any!]!"
                    ]
                }
            ],
            "_service": [
                19
            ],
            "__typename": [
                3
            ]
        },
        "ID": {},
        "Int": {},
        "String": {},
        "Mutation": {
            "addPayment": [
                6,
                {
                    "input": [
                        5,
                        "AddPaymentInput!"
                    ]
                }
            ],
            "__typename": [
                3
            ]
        },
        "AddPaymentInput": {
            "name": [
                3
            ],
            "__typename": [
                3
            ]
        },
        "AddPaymentPayload": {
            "payment": [
                10
            ],
            "__typename": [
                3
            ]
        },
        "DateTime": {},
        "PageInfo": {
            "hasNextPage": [
                9
            ],
            "hasPreviousPage": [
                9
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
        "Payment": {
            "id": [
                1
            ],
            "name": [
                3
            ],
            "createdAt": [
                7
            ],
            "__typename": [
                3
            ]
        },
        "PaymentConnection": {
            "nodes": [
                10
            ],
            "edges": [
                12
            ],
            "pageInfo": [
                8
            ],
            "totalCount": [
                2
            ],
            "__typename": [
                3
            ]
        },
        "PaymentEdge": {
            "node": [
                10
            ],
            "cursor": [
                3
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
            "on_Payment": [
                10
            ],
            "__typename": [
                3
            ]
        }
    }
}