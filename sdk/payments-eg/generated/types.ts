export default {
    "scalars": [
        1,
        2,
        3,
        4,
        6,
        10,
        11,
        12,
        13,
        14,
        15,
        16
    ],
    "types": {
        "Query": {
            "paymentAttempts": [
                8,
                {
                    "paymentId": [
                        1
                    ],
                    "first": [
                        2
                    ],
                    "after": [
                        3
                    ]
                }
            ],
            "_service": [
                17
            ],
            "__typename": [
                3
            ]
        },
        "ID": {},
        "Int": {},
        "String": {},
        "DateTime": {},
        "PageInfo": {
            "hasNextPage": [
                6
            ],
            "hasPreviousPage": [
                6
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
        "PaymentAttempt": {
            "id": [
                1
            ],
            "paymentId": [
                1
            ],
            "provider": [
                3
            ],
            "operation": [
                3
            ],
            "askedAt": [
                4
            ],
            "answeredAt": [
                4
            ],
            "outcome": [
                10
            ],
            "error": [
                3
            ],
            "__typename": [
                3
            ]
        },
        "PaymentAttemptConnection": {
            "nodes": [
                7
            ],
            "edges": [
                9
            ],
            "pageInfo": [
                5
            ],
            "totalCount": [
                2
            ],
            "__typename": [
                3
            ]
        },
        "PaymentAttemptEdge": {
            "node": [
                7
            ],
            "cursor": [
                3
            ],
            "__typename": [
                3
            ]
        },
        "PaymentAttemptOutcome": {},
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
        }
    }
}