//! Which words suggest which motifs, and which tones which families.
//!
//! The second noun is preferred to the first where the first is worn out: not a bulb for an idea.

/// Motifs, best first (`name*weight`, 1 when bare), and the words or phrases that suggest them, singular.
///
/// The motif `abstract` stands for things that are not drawn: of these a pattern or type alone says more than a near miss.
pub(super) const MOTIF_WORDS: &[(&str, &str)] = &[
    (
        "abstract",
        "blanket, textile, textiles, carpet, rug, curtain, fabric, tapestry, statue, \
         sculpture",
    ),
    // Food and drink.
    ("hot_dog beer*.6", "hot dog, frankfurter, sausage, tailgate, super bowl, ballpark, bratwurst"),
    ("pancakes", "pancake, waffle, crêpe, crepe, maple syrup, pancake day"),
    ("milk cheese*.5", "milk, dairy, dairy farm, yoghurt, yogurt, oat milk, creamery, butter"),
    ("olive bottle*.5", "olive, olive oil, olive grove, oil farm, tapenade, mediterranean food"),
    ("speech suitcase*.5", "job interview, interview guide, interview questions"),
    ("trophy medal*.6 balloon*.6", "congratulate, congratulations on, new job, promotion at work, career success"),
    ("tomato carrot wheat*.6", "farmer's market, local farmer, farm produce, fresh produce"),
    ("pencil books*.8", "school equipment"),
    ("bird heart*.6", "no war, war, stop the war, stop war, ukraine, ceasefire, pacifism"),
    ("clover", "clover, clover leaf, four-leaf clover, shamrock, st patrick, good luck, lucky, good luck card"),
    ("oil_lamp flower*.4", "diwali, deepavali, festival of lights, diya, hindu festival"),
    (
        "spray_bottle bucket",
        "cleaning, cleaner, cleaning service, cleaning products, housekeeping, disinfectant, detergent, kitchen cleaning, window cleaning, spring cleaning, tidy, car cleaning, hygiene",
    ),
    ("blanket", "knitted quilt, bedding, throw blanket"),
    (
        "baby_bottle",
        "baby formula, infant formula, baby bottle, infant nutrition, midwife, midwives, doula, antenatal, postnatal",
    ),
    ("scooter", "kick scooter, scooter, electric scooter, e-scooter"),
    ("taco citrus*.4", "taco, burrito, tamale, taqueria, mexican food"),
    ("coffee_maker cup*.6", "coffee maker, coffee machine, espresso machine"),
    ("nail_polish", "nail, nail salon, nail shop, manicure, nail art, nail studio, pedicure"),
    ("serum jar*.6", "serum, skincare serum, cosmetic serum, cosmetic oil, face oil"),
    ("bed lamp*.5", "hotel, boutique hotel, hostel, bed and breakfast, guest house, bedroom, mattress"),
    ("wrench drop*.6", "plumber, plumbing, mechanic, maintenance"),
    ("sushi", "sushi, sashimi, japanese food, omakase"),
    ("scales", "law, lawyer, attorney, court, legal, law firm, solicitor"),
    ("padlock key*.6", "security, secure, cyber security, cybersecurity, privacy, vpn, data protection"),
    ("solar_panel sun*.5", "solar panel, solar energy, solar power, renewable energy"),
    ("bus", "bus, school bus, coach trip, bus tour, shuttle"),
    ("plate cutlery*.6", "salmon steak, grilled salmon, dish of the day, plat du jour, steak, steakhouse"),
    ("broom bucket*.6", "cleaning day, clean-up, beach clean-up, litter pick, sweep"),
    ("typewriter", "typewriter, manuscript, screenwriting"),
    ("telephone", "antique telephone, antique phone, rotary phone, old phone, telephone, retro phone, vintage phone"),
    ("gamepad", "gaming, gaming accessory, gamer gear, gaming merch"),
    ("lotus candle*.6 jar*.6", "spa, massage, spa salon, day spa, sauna, hammam, hot stone"),
    ("tooth", "brace, orthodontics, aligner, kieferorthopädin, kieferorthopäde, zahnarzt, zahnärztin, dentiste"),
    ("crown dress*.7 cake*.5", "quinceañera, quinceanera, quincea era, quince, sweet sixteen"),
    ("pumpkin maple_leaf*.6", "thanksgiving, thanksgiving sale"),
    ("parrot", "macaw, cockatoo, tropical bird"),
    ("eye", "eyelash, lash, lash extension, eyelash extension, eyelash studio, lash lounge"),
    ("clock", "alarm clock, antique clock, antique alarm clock, clockmaker, watchmaker"),
    ("pot cutlery*.5", "kitchen, cookery, kitchenware"),
    ("cutlery bowl*.6", "tableware, ethnic crockery, plate, silverware, spoon, dinnerware, antique cutlery"),
    ("headphones laptop*.6", "gadget, electronic gadget, electronics, consumer electronics, electronic gadgets"),
    ("skyscraper city*.6", "skyscraper building, prestigious skyscraper, high-rise, residential tower"),
    ("hat cactus", "sombrero, mariachi"),
    (
        "pencil glasses*.4",
        "graphic design agency, graphic design studio, graphic design course, graphic design services, graphic design school, graphic design portfolio, graphic designer, designer, illustrator, creative director",
    ),
    (
        "arch skyscraper*.6 temple*.4",
        "architectural, architecture, architecture studio, architectural solutions, architect",
    ),
    ("tulip", "blue tulip"),
    ("car", "hatchback, automobile, sedan, car sale"),
    ("sailboat wave", "regatta"),
    ("wave", "pool, swimming pool, pool installation"),
    ("clapper", "acting, acting tips, audition"),
    ("sun palm*.4", "tanning, tanning salon, sunbed"),
    ("headset", "virtual reality, augmented reality, mixed reality, metaverse, vr, vr headset"),
    ("flower drop*.5", "allergy, allergist, pollen, hay fever"),
    ("lipstick", "lip gloss, gloss, lip balm"),
    (
        "cup bean*.6 croissant*.5",
        "chocolate drink, coffee, café, cafe, espresso, latte, cappuccino, barista, coffee shop, coffee house, mug, brew bar, flat white, hot chocolate, chocolate, cocoa",
    ),
    ("bean cup", "roastery, coffee bean, roast, single origin, coffee roaster, roaster"),
    ("teapot cup", "tea, tea house, tearoom, afternoon tea, matcha, chai, teahouse"),
    (
        "wine_glass bottle grapes",
        "wine, winery, vineyard, wine bar, wine tasting, sommelier, tasting, rosé, vintage wine, toast, champagne, prosecco",
    ),
    ("grapes wine_glass", "grape, harvest festival, vine"),
    (
        "bottle citrus*.4",
        "bottle, gin, distillery, spirit, whisky, whiskey, vodka, juice, lemonade, soda, kombucha, drink, beverage",
    ),
    ("beer wheat*.4", "beer, brewery, craft beer, pub, ale, lager, taproom, oktoberfest, brew"),
    (
        "cocktail citrus",
        "cocktail, bar, happy hour, mixology, martini, margarita, mojito, ladies night, rooftop bar, bartender",
    ),
    ("loaf croissant*.6 wheat*.4", "bread, bakery, baker, sourdough, loaf, bake, baking, artisan bread"),
    ("wheat loaf*.4", "wheat, grain, flour, cereal, harvest, farm, farming, agriculture, granola, farmer"),
    ("croissant cup", "croissant, pastry, patisserie, pâtisserie, breakfast, brunch, viennoiserie"),
    ("cupcake cake", "cupcake, bake sale, muffin, sweet, dessert, confectionery, candy, bake-off"),
    ("cake balloon*.6 gift*.5", "cake, birthday, birthday party, anniversary, celebration cake"),
    ("ice_cream sun*.5", "ice cream, gelato, sundae, sorbet, frozen yogurt, popsicle, ice-cream, milkshake"),
    ("donut cup*.5", "donut, doughnut, bagel"),
    (
        "citrus sprig",
        "citrus, orange juice, lemon, lime, grapefruit, bergamot, vitamin, vitamin c, detox, smoothie, fruit, tropical fruit, fresh, refreshing, mandarin, clementine",
    ),
    ("pear apple", "pear, orchard, cider, autumn fruit"),
    ("apple books*.6", "apple, teacher"),
    ("tomato carrot", "tomato, vegetable, veg, veggie, grocery, greengrocer, produce, supermarket, ketchup"),
    (
        "carrot tomato bowl*.5",
        "carrot, vegan, vegetarian, plant-based, plant based, organic food, healthy food, farm to table",
    ),
    ("avocado citrus", "avocado, nutrition, nutritionist, healthy eating, diet, dietitian, keto"),
    ("strawberry", "strawberry, berry, jam, blueberry, raspberry, cherry"),
    (
        "noodle_bowl",
        "noodle, ramen, pho, soup, asian food, wok, street food, night market, chinese food, thai food, rice, dumpling, korean food",
    ),
    ("fish wave*.5", "fish, seafood, fishing, angling, aquarium, fishmonger, oyster, salmon, tuna, marine"),
    ("burger", "burger, fast food, hamburger, food truck, diner, barbecue, bbq, grill, takeaway, takeout"),
    ("pizza tomato", "pizza, pizzeria, italian restaurant, italian food, pasta, trattoria, italian"),
    ("egg loaf", "egg, fried egg, free range"),
    ("easter_egg tulip", "easter, easter egg, easter egg hunt, egg hunt"),
    ("robot gear", "robot, robotics, robotic, bot"),
    (
        "pot cutlery*.5 carrot*.4",
        "cook, cooking, cooking class, chef, recipe, stew, cookware, culinary, cookbook, home-cooked",
    ),
    (
        "cutlery bowl*.7",
        "restaurant, dining, dinner, lunch, menu, food, meal, bistro, catering, supper, food festival, eatery, cuisine, delivery food, foodie, feast, buffet, gourmet",
    ),
    ("bowl avocado", "salad, dishware, bowl, healthy meal, meal prep, poke, lunch bowl, quinoa"),
    ("cheese wine_glass*.4", "cheese, deli, fromagerie, charcuterie, picnic, delicatessen"),
    ("popcorn clapper", "popcorn, snack, movie night"),
    // Plants and gardens.
    (
        "potted_plant monstera",
        "plant, houseplant, plant sale, plant shop, nursery, indoor plant, succulent, greenhouse, botanical, botanic",
    ),
    (
        "sprig",
        "herb, herbal, essential oil, wellness, natural, nature, botanical skincare, sage, basil, mint, rosemary, eucalyptus, aromatherapy, leaf, aroma",
    ),
    (
        "tulip flower butterfly",
        "tulip, spring, spring sale, springtime, blossom, garden party, spring collection, bulb",
    ),
    ("rose sprig*.4", "rose, valentine, valentine's day, florist, bouquet, mother's day, mothers day, romance"),
    (
        "flower tulip",
        "flower, floral, bloom, daisy, garden centre, women's day, flower shop, flower market, florals, in bloom",
    ),
    ("sunflower", "sunflower, late summer"),
    (
        "watering_can tulip seedling",
        "garden, gardening, gardener, allotment, landscaping, lawn, garden club, horticulture",
    ),
    ("lotus yoga", "lotus, zen, buddha, buddhist, vesak, mindfulness, meditation, meditate"),
    (
        "tree bird",
        "tree, conservation, forest, woodland, park, arbor day, environment, family tree, outdoor, woods, reforestation",
    ),
    (
        "seedling recycle*.6 globe*.5",
        "sustainability, sustainable, eco, eco-friendly, earth day, green, growth, grow, seed, compost, tree planting, start-up, startup, ecology, carbon, climate, renewable",
    ),
    ("pine ornament*.7 star*.4", "pine, christmas tree, evergreen, fir"),
    ("ornament pine gift*.6", "christmas, xmas, holiday season, festive, holidays, yule, noel, advent, bauble, carol"),
    (
        "palm sun wave",
        "palm, tropical, beach party, summer party, luau, hawaii, caribbean, paradise, island, pool party, resort",
    ),
    ("cactus sun", "cactus, desert, mexico, mexican, tequila, arizona, western, cinco de mayo"),
    ("mushroom", "mushroom, foraging, fungi, fairy tale, fungus"),
    ("pumpkin", "pumpkin, halloween, trick or treat, spooky"),
    ("monstera palm parrot", "jungle, rainforest, exotic, tropics, monstera"),
    ("maple_leaf mushroom", "autumn, fall, autumn sale, fall sale, october, november, canada, canadian"),
    (
        "recycle seedling",
        "recycle, recycling, zero waste, reuse, second-hand, second hand, plastic free, waste, circular",
    ),
    // Animals.
    ("cat", "cat, kitten, feline, cat café"),
    ("dog paw", "dog, puppy, dog walking, canine, dog park, dog training"),
    (
        "paw dog cat",
        "pet, animal, pet shop, veterinary, vet, pet adoption, adoption, animal shelter, grooming, pet care, pet food, zoo, petting",
    ),
    ("bird sprig*.5", "bird, birdwatching, peace, nest, songbird, bird watching, freedom, dove"),
    ("parrot monstera*.5", "parrot, wildlife, toucan, safari bird"),
    ("owl book*.6", "owl, wisdom, night school"),
    ("hen egg", "hen, chicken, poultry, farm shop, rooster, eggs"),
    ("whale wave", "whale, ocean conservation, sea life, dolphin, shark, orca"),
    ("butterfly flower", "butterfly, metamorphosis, transformation, transform"),
    ("bee flower", "bee, honey, beekeeping, pollinator, hive, beekeeper"),
    ("horse", "horse, equestrian, riding, pony, racing stable, polo, rodeo, derby day"),
    ("elephant palm", "elephant, safari, africa, african, india, indian, thailand, circus, wildlife park"),
    ("shell wave", "shell, seaside, coast, coastal, seashell, summer beach"),
    // Sky and land.
    (
        "sun wave palm*.6",
        "sun, summer, sunshine, sunny, solar, sunscreen, july, august, heat, sunset, sunrise, summer sale, solstice, sunday, sun care",
    ),
    (
        "moon star",
        "moon, night, lunar, ramadan, eid, bedtime, sleep, midnight, eclipse, dream, new moon, full moon, iftar",
    ),
    (
        "star",
        "star, talent show, award, awards, astronomy night, stargazing, best of, vip, talent, rating, hall of fame",
    ),
    ("cloud umbrella*.5", "cloud, weather, cloud computing, forecast, sky"),
    (
        "umbrella cloud",
        "umbrella, rain, insurance, rainy, monsoon, april showers, protection, coverage, rainy day, raincoat",
    ),
    (
        "snowflake pine",
        "snow, snowflake, winter, winter sale, december, january, ice skating, ice, frost, frozen, cold",
    ),
    (
        "drop wave",
        "water, drop, hydration, drinking water, blood donation, blood, moisturiser, moisturizer, hydrate, leak, aqua",
    ),
    ("flame pot*.5", "fire, flame, hot sauce, spicy, bonfire, firefighter, heating, campfire, hot, chili, chilli"),
    (
        "bolt",
        "energy, electric, electricity, electrician, power, lightning, flash sale, charge, energy drink, ev charging, fast charging, voltage",
    ),
    (
        "mountain pine*.6",
        "mountain, hiking, hike, trek, ski, skiing, climbing, alpine, adventure, snowboard, summit, trail, peak, outdoors, expedition, national park, explore, altitude",
    ),
    (
        "wave sailboat*.7 shell*.5",
        "wave, sea, ocean, surf, surfing, beach, swim, swimming, swimmer, diving, water sport, surf school, paddle, tide, coastline, snorkelling",
    ),
    (
        "planet star",
        "space, planet, astronomy, science fair, universe, galaxy, planetarium, cosmos, sci-fi, science fiction, cosmic, nasa, astronaut, mars",
    ),
    (
        "globe plane*.7",
        "globe, world, language school, geography, international, translation, language, global, earth, languages, english course, culture exchange, embassy, united nations",
    ),
    // Places.
    (
        "house key*.7 door*.6",
        "house, home, real estate, open house, property, mortgage, realtor, estate agent, housing, for sale, rent, apartment, villa, neighbourhood, neighborhood, letting, airbnb, home insurance",
    ),
    (
        "city skyscraper",
        "city, urban, skyline, downtown, metropolis, new york, street, nightlife, smart city, city guide, town, city break",
    ),
    (
        "skyscraper city",
        "skyscraper, office space, commercial property, corporate, construction company, business district, consulting, investment firm, b2b, coworking, office, headquarters, real estate investment",
    ),
    (
        "hammer paint_roller*.7 house*.5",
        "construction, builder, renovation, diy, repair, handyman, carpenter, carpentry, tool, workshop, hardware, joinery, woodwork, contractor, roofing, remodel",
    ),
    ("paint_roller house*.5", "painting service, decorator, decorating, house painter, paint, painter, wallpaper"),
    ("arch temple*.6", "arch, heritage, monument, roman, rome, spain, morocco"),
    (
        "bridge",
        "bridge, connect, connection, engineering, san francisco, network, networking, merger, engineer, partnership, collaboration",
    ),
    (
        "church church_window candle*.5",
        "church, worship, sunday service, baptism, gospel, christian, christening, faith, bible, jesus, easter service, prayer, communion, sermon, chapel, parish, pastor",
    ),
    (
        "temple",
        "temple, greece, greek, athens, ancient, philosophy, bank building, history, museum, government, justice, mythology, civic",
    ),
    ("lighthouse wave", "lighthouse, harbour, harbor, maritime, guidance, coast guard, leadership"),
    (
        "tent pine*.5 moon*.4",
        "camping, camp, tent, scout, summer camp, glamping, campsite, festival camping, campground",
    ),
    (
        "market carrot*.4 tomato*.4",
        "market, farmers market, farmers' market, stall, street market, flea market, fair, food market, local produce, christmas market, shop local, market stall, craft fair, grand opening",
    ),
    ("door key potted_plant*.5", "door, room, housewarming, we're open, now open, escape room, hospitality"),
    (
        "ferris_wheel balloon tent*.5",
        "carnival, funfair, amusement park, theme park, fairground, county fair, amusement, state fair",
    ),
    ("lamp chair*.5", "lamp, lighting, interior, desk lamp, home decor, light, night reading, lights"),
    (
        "chair lamp*.6 potted_plant*.3",
        "chair, furniture, interior design, barbershop chair, design store, mid-century, seat, decor, interiors",
    ),
    (
        "sofa lamp*.5 potted_plant*.3",
        "sofa, couch, living room, furniture store, home furnishing, upholstery, cosy, cozy, furniture sale, home staging",
    ),
    // Travel.
    (
        "bicycle",
        "bicycle, bike, bike ride, cycling, cycle, bike shop, cyclist, bike tour, tour de france, bike to work",
    ),
    (
        "car",
        "car, car wash, automotive, auto repair, driving school, car rental, dealership, garage, vehicle, road trip, car show, taxi, driving, tyre, tire, auto",
    ),
    (
        "van suitcase*.5",
        "van, delivery, moving, courier, shipping, removal, logistics, moving company, truck, transport, freight, fast delivery, parcel",
    ),
    ("train", "train, railway, rail, metro, subway, commute, station, tram, transit, commuter"),
    ("sailboat wave", "sailing, sail, boat, yacht, lake, sailboat, marina, boating"),
    ("ship wave", "ship, cruise, ferry, port, voyage, cruises"),
    (
        "plane globe*.6 suitcase",
        "plane, flight, airline, airport, fly, air travel, travel agency, study abroad, abroad, aviation",
    ),
    (
        "suitcase plane camera*.3",
        "travel, vacation, holiday, trip, tourism, tour, getaway, luggage, tourist, journey, weekend away, honeymoon, package holiday, explore the world",
    ),
    ("hot_air_balloon cloud", "hot air balloon, imagination, wanderlust, balloon ride"),
    ("rocket planet", "rocket, space launch, product launch, rockets"),
    (
        "map_pin compass",
        "map, location, we moved, we have moved, directions, orienteering, treasure hunt, route, new location, find us",
    ),
    (
        "compass mountain",
        "compass, navigation, career guidance, mentor, mentoring, strategy, vision, coaching, guide, coach",
    ),
    // Objects.
    // Whoever is to book a table reads no book.
    (
        "",
        "book online, book now, book today, book your, book a, book early, book by, book at, book here, book in advance, to book",
    ),
    (
        "book books lamp*.5",
        "book, reading, book fair, novel, author, library, literature, poetry, book club, storytelling, poem, read, literary, publisher, bookshop, bookstore, book launch, reader, poet, storyteller, fiction, memoir, magazine, ebook, kindle",
    ),
    (
        "books apple*.6 pencil",
        "school, back to school, study, tutoring, tutor, university, college, exam, homework, student, course, class, education, academy, learning, kindergarten, teaching, curriculum, school supplies, open day",
    ),
    (
        "mortarboard books",
        "graduation, graduate, scholarship, degree, diploma, alumni, commencement, convocation, class of",
    ),
    (
        "pencil book*.6",
        "pencil, writing, stationery, drawing, workshop writing, writer, blog, sketch, draw, essay, editor, copywriting, typography, journalism, newsletter",
    ),
    (
        "palette paint_brush",
        "art, artist, art class, gallery, painting, exhibition, art exhibition, art show, museum of art, modern art, craft, watercolour, watercolor, arts, art school, vernissage, biennale, art fair, crafts",
    ),
    ("paint_brush palette", "brush, makeup artist, make-up artist, mural, calligraphy"),
    (
        "scissors",
        "scissors, barber, hair, haircut, hairdresser, hair salon, barbershop, sewing, tailor, hairstyle, hairstylist, stylist, shave",
    ),
    (
        "yarn cup*.4",
        "yarn, knitting, knit, knitters, wool, crochet, crocheting, haberdashery, yarn shop, knitting circle, knit and natter",
    ),
    ("key house*.6", "key, locksmith, keys, unlock, password"),
    (
        "clock",
        "time, deadline, 24 hours, countdown, limited time, hours, opening hours, time management, productivity, last chance, happy hours, reminder, daylight saving",
    ),
    ("watch ring*.5", "watch, wristwatch, timepiece, luxury watch, smartwatch, watches"),
    (
        "camera",
        "camera, photo, photography, photographer, photoshoot, portrait, photo studio, photo contest, photograph, snapshot, wedding photographer, photo booth, influencer",
    ),
    (
        "clapper film popcorn*.5",
        "film, movie, cinema, film festival, screening, film club, actor, director, documentary, short film, premiere, hollywood, video production, filmmaker, movies, streaming, video, drive-in",
    ),
    (
        "headphones record*.6",
        "headphones, audio, playlist, listen, sound, earbud, spotify, audiobook, music streaming, noise cancelling, asmr, listening",
    ),
    (
        "microphone headphones*.5",
        "podcast, microphone, karaoke, stand-up, comedy, open mic, singer, singing, comedy night, interview, radio, voice, vocal, rap, mc, comedian, spoken word, broadcast, voice over, sing, choir, choral",
    ),
    (
        "record headphones",
        "vinyl, record, dj, album, disco, record store, music, retro music, techno, house music, club night, record fair, hip hop, music night, rave, funk, electronic music, dj set, nightclub, club, song, songs, hip-hop, r&b",
    ),
    (
        "guitar microphone",
        "guitar, rock, band, concert, live music, music festival, acoustic, gig, country music, folk, blues, battle of the bands, indie, metal, musician, rock band, music school, rock concert, bands, live band, guitar lessons",
    ),
    (
        "violin",
        "violin, orchestra, classical, symphony, classical music, cello, chamber music, string quartet, philharmonic, concerto, mozart, bach, beethoven",
    ),
    (
        "trumpet record piano*.6",
        "jazz, trumpet, brass, saxophone, swing, big band, jazz night, jazz festival, jazz club, brass band, horn, new orleans, jazz quartet",
    ),
    ("piano", "piano, recital, pianist, keyboard, piano lessons, music lesson, music lessons"),
    ("drum", "drum, percussion, drummer, parade, rhythm, drumming"),
    ("speaker record", "speaker system, loudspeaker, bass, hi-fi, sound system, bluetooth speaker, subwoofer"),
    (
        "ball trophy*.6",
        "football, soccer, world cup, champions league, football match, goal, soccer camp, football club, premier league, rugby, five-a-side, soccer ball, derby, match day",
    ),
    ("basketball", "basketball, nba, streetball, hoops, hoop, slam dunk"),
    ("tennis", "tennis, badminton, wimbledon, padel, racket, ping pong, squash"),
    (
        "trophy medal",
        "trophy, championship, tournament, competition, contest, winner, champion, league, win, cup final, esports tournament, sports day, sport, sports, prize, victory, hackathon, quiz night, pub quiz, quiz, golf, cricket, final, volleyball, baseball, athletics, hockey, award ceremony",
    ),
    (
        "medal trophy",
        "medal, olympic, veteran, memorial day, certificate, honour, honor, achievement, olympics, veterans day, certificate of",
    ),
    (
        "dumbbell shoe*.6",
        "gym, fitness, workout, crossfit, training, bodybuilding, personal trainer, personal training, strength, muscle, weight loss, protein, bootcamp, boot camp, fit, exercise, weightlifting, health club, supplement",
    ),
    (
        "runner shoe medal*.6",
        "run, running, marathon, race, 5k, 10k, half marathon, fun run, triathlon, jogging, charity run, runner, sprint, relay",
    ),
    ("shoe", "shoe, sneaker, footwear, trainers, boot, sneakers, running shoe, sandal, shoes"),
    (
        "dress hanger bag*.6",
        "dress, fashion, boutique, fashion show, gown, collection, runway, women's fashion, haute couture, couture, new collection, fashion week, womenswear, prom, ball gown, bridal shop, evening wear, vogue, style, gala",
    ),
    (
        "hanger shirt dress",
        "clothing, clothes, wardrobe, laundry, outfit, thrift, thrift store, dry cleaning, apparel, swap, vintage clothing, clothing sale, menswear, jeans, denim, suit",
    ),
    ("shirt hanger", "t-shirt, shirt, merch, uniform, streetwear, hoodie, merchandise, tee, jersey"),
    ("glasses eye*.6", "glasses, sunglasses, optician, eyewear, optometrist, spectacles, optics, vision test"),
    ("hat", "hat, cap, gentleman, father's day, fathers day, movember, dad, cowboy"),
    (
        "bag tag*.8",
        "shopping, shop, store, mall, black friday, retail, sale, big sale, clearance, boxing day, handbag, purse, e-commerce, ecommerce, online store, online shop, cyber monday, leather, boutique sale, customer, mega sale, sales",
    ),
    (
        "tag bag",
        "discount, price, offer, special offer, deal, promo, promotion, voucher, coupon, % off, off, bargain, savings, half price, buy one get one, price drop, promo code",
    ),
    (
        "gift balloon",
        "gift, present, giveaway, gift card, gift certificate, secret santa, raffle, surprise, gift voucher, win a, wish list, gift guide, free gift, reward, loyalty",
    ),
    (
        "candle sprig*.4",
        "candle, vigil, memorial, remembrance, hanukkah, condolence, candlelight, funeral, in memory, scented candle, tribute, obituary, sympathy, hygge, menorah",
    ),
    (
        "balloon gift cake",
        "balloon, party, baby shower, kids party, celebration, celebrate, congratulations, gender reveal, farewell, retirement, children's party, welcome baby, fun, new year, new year's eve, kids birthday, congrats, happy birthday, first birthday, children, kid, baby, newborn, toddler",
    ),
    ("perfume flower*.4", "perfume, fragrance, scent, eau de parfum, cologne, eau de toilette"),
    (
        "lipstick perfume*.7",
        "lipstick, makeup, make-up, cosmetic, beauty, beauty salon, glam, mascara, beautician, cosmetics, beauty products, lashes, brow, glamour",
    ),
    (
        "jar sprig*.6",
        "skincare, skin care, cream, face mask, facial, lotion, moisturising cream, soap, body care, natural cosmetics, beauty cream, skin, treatment, bath, jar, preserves, self-care, self care",
    ),
    (
        "ring rose*.5",
        "ring, jewellery, jewelry, engagement, diamond, jeweller, jeweler, proposal, gold ring, necklace, earring, jewel, gem, engagement party",
    ),
    (
        "ring rose sprig",
        "wedding, bride, marriage, save the date, bridal, groom, wedding invitation, vow, bridal shower, we're getting married, wedding planner, newlywed, wedding reception, bachelorette, nuptials",
    ),
    (
        "crown",
        "crown, king, queen, royal, coronation, princess, pageant, luxury, premium, prince, majesty, chess, queen's",
    ),
    (
        "flask planet*.5",
        "science, lab, laboratory, chemistry, research, experiment, biology, stem, scientist, scientific, innovation lab, physics, biotech, pharma, innovation, r&d, medicine research",
    ),
    (
        "stethoscope heart*.7",
        "doctor, medical, clinic, hospital, nurse, health check, medicine, physician, healthcare, health care, checkup, telemedicine, vaccination, vaccine, flu shot, patient, covid, pharmacy, surgery, check-up, blood pressure, first aid, health, cardiology, screening test",
    ),
    (
        "tooth",
        "tooth, dental, dentist, dental clinic, orthodontist, orthodontic, teeth, braces, smile, whitening, toothpaste, dentistry",
    ),
    (
        "envelope",
        "envelope, letter, mail, email, invitation, newsletter sign-up, subscribe, inbox, contact us, you're invited, invite, rsvp, thank you, greeting card, thank you card, postcard, postal",
    ),
    (
        "ticket star*.5",
        "ticket, theatre ticket, lottery, admission, event, show, tickets, entry, early bird, doors, doors open, festival, box office, free entry, festivals",
    ),
    (
        "mask ticket*.5",
        "theatre, theater, drama, play, opera, musical, mardi gras, masquerade, purim, improv, stage, pantomime, performance, broadway, shakespeare",
    ),
    (
        "laptop",
        "laptop, software, app, web, coding, website, it, computer, remote work, webinar, online course, freelance, digital, coding bootcamp, developer, programming, tech, saas, technology, digital marketing, code, web design, web development, online, e-learning, internet, programmer, ux, data science, virtual, work from home, zoom, online event, freelancer, it support, automation, seo, cloud service, conference, seminar, meeting, summit conference, workshops, business, company, agency, entrepreneur, social media marketing",
    ),
    (
        "phone",
        "phone, smartphone, mobile, mobile app, app launch, social media, iphone, call us, telecom, android, hotline, download the app, 5g, tiktok, sim",
    ),
    (
        "profile eye",
        "ai, artificial intelligence, machine learning, psychology, mind, mental health, brain, thinking, therapy, therapist, chatbot, ethics, consciousness, neuroscience, psychologist, counselling, counseling, anxiety, depression, algorithm, thought",
    ),
    (
        "eye",
        "eye, optic, surveillance, attention, observe, watchful, eye care, see, look, insight, insights, visual, perception, optical illusion",
    ),
    (
        "chart coin*.5",
        "finance, investment, investing, stock, trading, accounting, report, statistics, data, analytics, growth report, sales report, market report, annual report, financial, wealth, economics, economy, forex, crypto, bitcoin, roi, quarterly, infographic, survey, kpi, marketing",
    ),
    (
        "abacus",
        "accountant, accounting software, tax, bookkeeping, math, mathematics, maths, tax return, payroll, audit, arithmetic, invoice",
    ),
    (
        "piggy_bank coin",
        "saving, savings account, bank, banking, budget, money, pension, loan, credit, interest rate, cashback, save money, fundraiser, fundraising, insurance savings, donate money, financial literacy, credit card, kids savings",
    ),
    ("gear", "gear, machine, factory, manufacturing, industry, industrial, mechanical"),
    (
        "megaphone",
        "announcement, hiring, we are hiring, job, career, vacancy, recruit, recruitment, protest, rally, campaign, vote, election, now hiring, we're hiring, join our team, candidate, awareness, petition, job fair, intern, internship, march, strike, activism, news, breaking news, demonstration, political, politics, join us",
    ),
    (
        "lantern moon",
        "lantern, chinese new year, lunar new year, mid-autumn, tết, tet, lantern festival, mid autumn, spring festival, japan, china, tokyo",
    ),
    (
        "gamepad",
        "game, gamer, video game, esports, console, arcade, game night, playstation, xbox, games, e-sports, twitch, lan party",
    ),
    (
        "puzzle",
        "puzzle, autism, problem solving, team building, board game, playground, toy, solution, teamwork, toys, autism awareness, problem-solving",
    ),
    (
        "vase",
        "vase, pottery, ceramic, ceramics, antique, clay, potter, handmade, still life, antiques, auction, ikebana, porcelain",
    ),
    // People.
    (
        "hand heart",
        "hand, volunteer, charity, donation, donate, help, high five, community, support, hands, volunteers, non-profit, nonprofit, ngo, solidarity, helping, together, blood drive, humanitarian, foster, equality, human rights, refugee, food bank, homeless, sign language",
    ),
    (
        "crowd hand",
        "people, team, community meeting, meetup, neighbours, neighbors, town hall, group, club meeting, reunion, citizens, parents, audience, networking event, family reunion, get-together, member, membership, staff, workforce, diversity, inclusion, pride, youth, meet",
    ),
    (
        "heart rose",
        "heart, love, valentines, valentine's, dating, caring, care, love story, kindness, breast cancer, cancer, heart disease, donor, organ donation, compassion, hospice, elderly care, senior care, caregiver, nursing home, couple, dating app, family, mother, mum, mom",
    ),
    (
        "yoga lotus sun*.6",
        "yoga, pilates, retreat, yoga class, wellness retreat, stretch, breathe, breathing, yoga studio, balance, yogi, relax, relaxation, calm",
    ),
    (
        "dancer",
        "dance, ballet, ballerina, salsa, tango, dance class, dance school, dancing, contemporary dance, dance studio, zumba, flamenco, dancer, latin night, choreography",
    ),
    (
        "face sprig*.5",
        "face, woman, women, portrait art, girl, feminism, feminist, women's history month, skin tone, international women's day, beauty portrait, makeover, model",
    ),
    (
        "speech",
        "conversation, talk, debate, chat, discussion, forum, lecture, language exchange, panel, speaking, public speaking, communication, feedback, testimonial, dialogue, q&a, toastmasters, customer service, review, question, quote, tedx, faq, ask",
    ),
];

/// Words that say more about the occasion, the medium or the place than about the thing: they weigh a third.
pub(super) const WEAK_WORDS: &str = "explore, charity, donation, donate, humanitarian, volunteer, non-profit, nonprofit, ngo, black friday, cyber monday, retail, clearance, e-commerce, online store, online shop, new year, \
    new year's eve, gift certificate, gift card, gift voucher, congratulations, congrats, \
    boutique, savings, coupon, voucher, antique, antiques, invitation, invite, you're invited, rsvp, summer, winter, spring, autumn, fall, july, august, october, \
    november, december, january, sunday, night, midnight, show, event, festival, festivals, tickets, ticket, \
    entry, free entry, class, course, lecture, talk, discussion, review, question, workshop, workshops, \
    seminar, conference, meeting, business, company, agency, entrepreneur, online, website, web, app, digital, \
    internet, it, shop, store, mall, shopping, sale, big sale, sales, discount, price, offer, special offer, \
    deal, promo, promotion, off, half price, grand opening, now open, open day, school, student, education, \
    learning, study, academy, college, university, teacher, party, celebration, celebrate, fun, children, kid, \
    baby, family, women, woman, girl, people, community, group, team, club, support, help, together, audience, \
    social media, tiktok, video, email, mail, letter, newsletter, writing, magazine, art, arts, contest, \
    competition, fair, market, street, city, town, downtown, urban, harbour, harbor, park, lake, island, home, \
    house, room, fresh, natural, nature, green, growth, eco, hot, cold, light, time, hours, join us, \
    announcement, awareness, campaign, news, see, look, vision, world, global, international, trip, tour, \
    journey, music, song, songs, voice, sound, meal, food, drink, menu, bar, sweet, health, wellness, gift, \
    present, luxury, premium, thank you, thank you card, greeting card, certificate, holiday, festive, \
    handmade, customer, style, collection, treatment, power, energy, history, love, couple, mother, dad, \
    member, best of, win, prize, award, awards, win a, play, stage, performance, read, reader, author, call us, \
    phone, mobile, corporate, consulting, office, construction company, strategy, guide, port, sky, sea, \
    mountain, star, bowl, network, networking, connection, connect, collaboration, partnership, solution, \
    innovation, research, report, data, statistics, money, protection, training, exercise, fit, race, sport, \
    sports, final, goal";

/// Tone words and the families that answer them, best first (TASTE of the house: bold prints, calm lines, and so on).
pub(super) const TONE_WORDS: &[(&str, &str)] = &[
    ("bold loud urgent sale energetic dynamic powerful strong striking", "rings chorus"),
    (
        "calm gentle trust trustworthy care serene peaceful soothing relaxing minimal minimalist clean simple",
        "mono_line strata cutouts",
    ),
    ("luxury luxurious refined exclusive elegant sophisticated premium upscale classy", "contours"),
    (
        "playful family quirky fun cheerful whimsical colourful colorful kids children happy vibrant friendly",
        "cut_paper modules terrazzo chorus",
    ),
    (
        "crafted local natural organic rustic handmade artisan cosy cozy warm earthy homemade",
        "cut_paper growth cutouts",
    ),
    (
        "smart tech precise technical futuristic innovative digital professional corporate sleek",
        "blocks ribbon contours",
    ),
    ("cultural curious artsy artistic creative abstract modern contemporary experimental", "rings"),
    ("nostalgic retro vintage classic vinyl old-fashioned groovy", "rings chorus"),
    ("romantic ceremonial solemn wedding dreamy delicate soft floral graceful", "rings"),
    ("night party rhythm festive exciting electric lively", "rings"),
    ("informative civic clear educational serious formal official", "rings"),
    ("outdoor adventure travel adventurous landscape nature summer", "contours cut_paper"),
];
