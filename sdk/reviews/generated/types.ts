export default {
    "scalars": [
        2,
        3,
        4,
        6,
        8,
        13,
        15,
        16,
        17,
        18,
        19,
        20,
        22
    ],
    "types": {
        "Mutation": {
            "addReview": [
                5,
                {
                    "input": [
                        1,
                        "AddReviewInput!"
                    ]
                }
            ],
            "__typename": [
                4
            ]
        },
        "AddReviewInput": {
            "productId": [
                2
            ],
            "rating": [
                3
            ],
            "body": [
                4
            ],
            "__typename": [
                4
            ]
        },
        "ID": {},
        "Int": {},
        "String": {},
        "AddReviewPayload": {
            "review": [
                9
            ],
            "__typename": [
                4
            ]
        },
        "DateTime": {},
        "PageInfo": {
            "hasNextPage": [
                8
            ],
            "hasPreviousPage": [
                8
            ],
            "startCursor": [
                4
            ],
            "endCursor": [
                4
            ],
            "__typename": [
                4
            ]
        },
        "Boolean": {},
        "Review": {
            "id": [
                2
            ],
            "rating": [
                3
            ],
            "body": [
                4
            ],
            "createdAt": [
                6
            ],
            "author": [
                14
            ],
            "product": [
                12
            ],
            "__typename": [
                4
            ]
        },
        "ReviewConnection": {
            "nodes": [
                9
            ],
            "edges": [
                11
            ],
            "pageInfo": [
                7
            ],
            "totalCount": [
                3
            ],
            "__typename": [
                4
            ]
        },
        "ReviewEdge": {
            "node": [
                9
            ],
            "cursor": [
                4
            ],
            "__typename": [
                4
            ]
        },
        "Product": {
            "id": [
                2
            ],
            "name": [
                4
            ],
            "rating": [
                13
            ],
            "reviewCount": [
                3
            ],
            "reviews": [
                10,
                {
                    "first": [
                        3
                    ],
                    "after": [
                        4
                    ]
                }
            ],
            "__typename": [
                4
            ]
        },
        "Float": {},
        "User": {
            "id": [
                2
            ],
            "displayName": [
                4
            ],
            "reviews": [
                10,
                {
                    "first": [
                        3
                    ],
                    "after": [
                        4
                    ]
                }
            ],
            "__typename": [
                4
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
                4
            ],
            "__typename": [
                4
            ]
        },
        "_Any": {},
        "_Entity": {
            "on_Product": [
                12
            ],
            "on_User": [
                14
            ],
            "__typename": [
                4
            ]
        },
        "Query": {
            "_entities": [
                23,
                {
                    "representations": [
                        22,
                        "[_Any!]!"
                    ]
                }
            ],
            "_service": [
                21
            ],
            "__typename": [
                4
            ]
        }
    }
}