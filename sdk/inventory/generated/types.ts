export default {
    "scalars": [
        2,
        3,
        4,
        8,
        9,
        10,
        11,
        12,
        13,
        15,
        18
    ],
    "types": {
        "Mutation": {
            "adjustStock": [
                5,
                {
                    "input": [
                        1,
                        "AdjustStockInput!"
                    ]
                }
            ],
            "__typename": [
                4
            ]
        },
        "AdjustStockInput": {
            "productId": [
                2
            ],
            "delta": [
                3
            ],
            "reason": [
                4
            ],
            "__typename": [
                4
            ]
        },
        "ID": {},
        "Int": {},
        "String": {},
        "AdjustStockPayload": {
            "stock": [
                6
            ],
            "product": [
                7
            ],
            "__typename": [
                4
            ]
        },
        "StockLevel": {
            "available": [
                3
            ],
            "reserved": [
                3
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
            "stock": [
                6
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
                7
            ],
            "__typename": [
                4
            ]
        },
        "Query": {
            "_entities": [
                16,
                {
                    "representations": [
                        15,
                        "[_Any!]!"
                    ]
                }
            ],
            "_service": [
                14
            ],
            "__typename": [
                4
            ]
        },
        "Boolean": {}
    }
}