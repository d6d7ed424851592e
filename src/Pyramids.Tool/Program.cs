Console.WriteLine("pyramids");
