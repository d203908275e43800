"""Reading glasses: encoders, classifiers, language, stems, secrets. Model libraries are imported only here, and lazily."""
