export default {
    "scalars": [
        1,
        2,
        3,
        8,
        9,
        13,
        18,
        19,
        22,
        23,
        24,
        25,
        26,
        27,
        29
    ],
    "types": {
        "Query": {
            "categories": [
                5
            ],
            "product": [
                14,
                {
                    "id": [
                        1,
                        "ID!"
                    ]
                }
            ],
            "products": [
                15,
                {
                    "orderBy": [
                        18
                    ],
                    "filter": [
                        17
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
                30,
                {
                    "representations": [
                        29,
                        "[_Any!]!"
                    ]
                }
            ],
            "_service": [
                28
            ],
            "__typename": [
                3
            ]
        },
        "ID": {},
        "Int": {},
        "String": {},
        "Mutation": {
            "createProduct": [
                7,
                {
                    "input": [
                        6,
                        "CreateProductInput!"
                    ]
                }
            ],
            "updateProduct": [
                21,
                {
                    "input": [
                        20,
                        "UpdateProductInput!"
                    ]
                }
            ],
            "__typename": [
                3
            ]
        },
        "Category": {
            "id": [
                1
            ],
            "slug": [
                3
            ],
            "name": [
                3
            ],
            "__typename": [
                3
            ]
        },
        "CreateProductInput": {
            "sku": [
                3
            ],
            "name": [
                3
            ],
            "description": [
                3
            ],
            "price": [
                11
            ],
            "status": [
                19
            ],
            "categoryId": [
                1
            ],
            "__typename": [
                3
            ]
        },
        "CreateProductPayload": {
            "product": [
                14
            ],
            "__typename": [
                3
            ]
        },
        "CurrencyCode": {},
        "Decimal": {},
        "Money": {
            "amount": [
                9
            ],
            "currency": [
                8
            ],
            "__typename": [
                3
            ]
        },
        "MoneyInput": {
            "amount": [
                9
            ],
            "currency": [
                8
            ],
            "__typename": [
                3
            ]
        },
        "PageInfo": {
            "hasNextPage": [
                13
            ],
            "hasPreviousPage": [
                13
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
        "Product": {
            "id": [
                1
            ],
            "sku": [
                3
            ],
            "name": [
                3
            ],
            "description": [
                3
            ],
            "status": [
                19
            ],
            "version": [
                2
            ],
            "price": [
                10
            ],
            "category": [
                5
            ],
            "__typename": [
                3
            ]
        },
        "ProductConnection": {
            "nodes": [
                14
            ],
            "edges": [
                16
            ],
            "pageInfo": [
                12
            ],
            "totalCount": [
                2
            ],
            "__typename": [
                3
            ]
        },
        "ProductEdge": {
            "node": [
                14
            ],
            "cursor": [
                3
            ],
            "__typename": [
                3
            ]
        },
        "ProductFilter": {
            "search": [
                3
            ],
            "categoryId": [
                1
            ],
            "status": [
                19
            ],
            "minPrice": [
                11
            ],
            "maxPrice": [
                11
            ],
            "__typename": [
                3
            ]
        },
        "ProductOrder": {},
        "ProductStatus": {},
        "UpdateProductInput": {
            "id": [
                1
            ],
            "version": [
                2
            ],
            "name": [
                3
            ],
            "description": [
                3
            ],
            "price": [
                11
            ],
            "status": [
                19
            ],
            "categoryId": [
                1
            ],
            "__typename": [
                3
            ]
        },
        "UpdateProductPayload": {
            "product": [
                14
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
            "on_Category": [
                5
            ],
            "on_Product": [
                14
            ],
            "__typename": [
                3
            ]
        }
    }
}