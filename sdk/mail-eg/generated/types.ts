export default {
    "scalars": [
        1,
        2,
        3,
        7,
        12,
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
            "mailEg": [
                8,
                {
                    "id": [
                        1,
                        "ID!"
                    ]
                }
            ],
            "mailEgs": [
                9,
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
            "addMailEg": [
                6,
                {
                    "input": [
                        5,
                        "AddMailEgInput!"
                    ]
                }
            ],
            "__typename": [
                3
            ]
        },
        "AddMailEgInput": {
            "name": [
                3
            ],
            "__typename": [
                3
            ]
        },
        "AddMailEgPayload": {
            "mailEg": [
                8
            ],
            "__typename": [
                3
            ]
        },
        "DateTime": {},
        "MailEg": {
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
        "MailEgConnection": {
            "nodes": [
                8
            ],
            "edges": [
                10
            ],
            "pageInfo": [
                11
            ],
            "totalCount": [
                2
            ],
            "__typename": [
                3
            ]
        },
        "MailEgEdge": {
            "node": [
                8
            ],
            "cursor": [
                3
            ],
            "__typename": [
                3
            ]
        },
        "PageInfo": {
            "hasNextPage": [
                12
            ],
            "hasPreviousPage": [
                12
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
            "on_MailEg": [
                8
            ],
            "__typename": [
                3
            ]
        }
    }
}