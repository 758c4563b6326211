export default {
    "scalars": [
        3,
        4,
        5,
        7,
        9,
        14,
        16,
        17,
        18,
        19,
        20,
        21,
        23
    ],
    "types": {
        "Query": {
            "_entities": [
                24,
                {
                    "representations": [
                        23,
                        "[_Any!]!"
                    ]
                }
            ],
            "_service": [
                22
            ],
            "__typename": [
                5
            ]
        },
        "Mutation": {
            "addReview": [
                6,
                {
                    "input": [
                        2,
                        "AddReviewInput!"
                    ]
                }
            ],
            "__typename": [
                5
            ]
        },
        "AddReviewInput": {
            "productId": [
                3
            ],
            "rating": [
                4
            ],
            "body": [
                5
            ],
            "__typename": [
                5
            ]
        },
        "ID": {},
        "Int": {},
        "String": {},
        "AddReviewPayload": {
            "review": [
                10
            ],
            "__typename": [
                5
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
                5
            ],
            "endCursor": [
                5
            ],
            "__typename": [
                5
            ]
        },
        "Boolean": {},
        "Review": {
            "id": [
                3
            ],
            "rating": [
                4
            ],
            "body": [
                5
            ],
            "createdAt": [
                7
            ],
            "author": [
                15
            ],
            "product": [
                13
            ],
            "__typename": [
                5
            ]
        },
        "ReviewConnection": {
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
                4
            ],
            "__typename": [
                5
            ]
        },
        "ReviewEdge": {
            "node": [
                10
            ],
            "cursor": [
                5
            ],
            "__typename": [
                5
            ]
        },
        "Product": {
            "id": [
                3
            ],
            "rating": [
                14
            ],
            "reviewCount": [
                4
            ],
            "reviews": [
                11,
                {
                    "first": [
                        4
                    ],
                    "after": [
                        5
                    ]
                }
            ],
            "__typename": [
                5
            ]
        },
        "Float": {},
        "User": {
            "id": [
                3
            ],
            "reviews": [
                11,
                {
                    "first": [
                        4
                    ],
                    "after": [
                        5
                    ]
                }
            ],
            "__typename": [
                5
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
                5
            ],
            "__typename": [
                5
            ]
        },
        "_Any": {},
        "_Entity": {
            "on_Product": [
                13
            ],
            "on_User": [
                15
            ],
            "__typename": [
                5
            ]
        }
    }
}