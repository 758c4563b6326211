export default {
    "scalars": [
        3,
        4,
        5,
        9,
        10,
        11,
        12,
        13,
        14,
        16,
        18
    ],
    "types": {
        "Query": {
            "_entities": [
                17,
                {
                    "representations": [
                        16,
                        "[_Any!]!"
                    ]
                }
            ],
            "_service": [
                15
            ],
            "__typename": [
                5
            ]
        },
        "Mutation": {
            "adjustStock": [
                6,
                {
                    "input": [
                        2,
                        "AdjustStockInput!"
                    ]
                }
            ],
            "__typename": [
                5
            ]
        },
        "AdjustStockInput": {
            "productId": [
                3
            ],
            "delta": [
                4
            ],
            "reason": [
                5
            ],
            "__typename": [
                5
            ]
        },
        "ID": {},
        "Int": {},
        "String": {},
        "AdjustStockPayload": {
            "stock": [
                7
            ],
            "product": [
                8
            ],
            "__typename": [
                5
            ]
        },
        "StockLevel": {
            "available": [
                4
            ],
            "reserved": [
                4
            ],
            "__typename": [
                5
            ]
        },
        "Product": {
            "id": [
                3
            ],
            "stock": [
                7
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
                8
            ],
            "__typename": [
                5
            ]
        },
        "Boolean": {}
    }
}